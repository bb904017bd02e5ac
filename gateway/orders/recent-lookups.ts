import type { Clock } from '../../platform/kernel/clock.ts';

// What was looked up a moment ago, kept for a moment: a crowd asks for the same few products. What is kept may be old
// by `keepMs`, so it is good for showing and for nothing that is decided: the checkout asks the modules themselves.

export interface RecentLookupsOptions {
  readonly clock: Clock;
  readonly keepMs: number;
  /** When it is full, everything is forgotten: it fills again within a moment. */
  readonly capacity: number;
}

export class RecentLookups<Value> {
  readonly #options: RecentLookupsOptions;
  readonly #values = new Map<string, { readonly value: Value; readonly untilMs: number }>();

  constructor(options: RecentLookupsOptions) {
    this.#options = options;
  }

  /** The values by id, looking up together those that are not at hand. Ids without a value are not remembered. */
  async get(
    ids: readonly string[],
    lookUp: (missing: string[]) => Promise<ReadonlyMap<string, Value>>,
  ): Promise<ReadonlyMap<string, Value>> {
    const nowMs = this.#options.clock.nowMs();
    const found = new Map<string, Value>();
    const missing: string[] = [];
    for (const id of ids) {
      const kept = this.#values.get(id);
      if (kept !== undefined && kept.untilMs > nowMs) found.set(id, kept.value);
      else missing.push(id);
    }
    if (missing.length === 0) return found;
    const untilMs = nowMs + this.#options.keepMs;
    for (const [id, value] of await lookUp(missing)) {
      if (this.#values.size >= this.#options.capacity) this.#values.clear();
      this.#values.set(id, { value, untilMs });
      found.set(id, value);
    }
    return found;
  }
}
