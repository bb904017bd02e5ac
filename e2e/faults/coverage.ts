import type { Met } from './armed-host.ts';

// Which commit point was met, at which of its moments, how often.

export class Coverage {
  readonly #met = new Map<string, Map<string, number>>();

  add(checkout: string, { label, when }: Pick<Met, 'label'> & { readonly when: string }): void {
    const point = `${checkout}: ${label}`;
    const moments = this.#met.get(point) ?? new Map<string, number>();
    moments.set(when, (moments.get(when) ?? 0) + 1);
    this.#met.set(point, moments);
  }

  get points(): number {
    return this.#met.size;
  }

  /** A line for each point, in alphabetical order. */
  lines(): string[] {
    return [...this.#met]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([point, moments]) => `${point}: ${[...moments].map(([when, count]) => `${when} ${count}`).join(', ')}`);
  }
}
