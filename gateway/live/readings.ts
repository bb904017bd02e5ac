import type { Registry } from 'prom-client';
import type { Buckets } from './percentiles.ts';

// Single metrics of the host, read by name. One that is not there, such as those of a process that runs elsewhere,
// reads as nothing.

export type Labels = Readonly<Record<string, string | number | undefined>>;

interface Value {
  readonly value: number;
  readonly labels: Labels;
  readonly metricName?: string;
}

export class Readings {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  async values(name: string): Promise<readonly Value[]> {
    const found = await this.#registry.getSingleMetric(name)?.get();
    return (found?.values ?? []) as readonly Value[];
  }

  /** The sum over what the condition holds for. */
  async sum(name: string, isMeant: (labels: Labels) => boolean = () => true): Promise<number> {
    let sum = 0;
    for (const { labels, value } of await this.values(name)) if (isMeant(labels)) sum += value;
    return sum;
  }

  async most(name: string): Promise<number> {
    return Math.max(0, ...(await this.values(name)).map(({ value }) => value));
  }

  /** Sums by one label, without those that are 0. */
  async by(label: string, name: string): Promise<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { labels, value } of await this.values(name)) {
      if (value !== 0) sums[String(labels[label])] = (sums[String(labels[label])] ?? 0) + value;
    }
    return sums;
  }

  /** A histogram over all that the condition holds for. */
  async buckets(name: string, isMeant: (labels: Labels) => boolean): Promise<Buckets> {
    const counts = new Map<number, number>();
    for (const { labels, value, metricName } of await this.values(name)) {
      if (metricName !== `${name}_bucket` || !isMeant(labels)) continue;
      const bound = labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le);
      counts.set(bound, (counts.get(bound) ?? 0) + value);
    }
    const bounds = [...counts.keys()].sort((left, right) => left - right);
    return { bounds, counts: bounds.map((bound) => counts.get(bound) ?? 0) };
  }
}
