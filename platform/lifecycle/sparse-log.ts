import type { Clock } from '../kernel/clock.ts';

/**
 * Tells of each kind of thing at most once in a while, with how often it has happened unsaid since. An outage is then a
 * line every few seconds in the log, however many requests it refuses.
 */
export class SparseLog {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #everyMs: number;
  readonly #kinds = new Map<string, { saidAtMs: number; unsaid: number }>();

  constructor(clock: Pick<Clock, 'nowMs'>, everyMs: number) {
    this.#clock = clock;
    this.#everyMs = everyMs;
  }

  /** Kinds are few and known beforehand: they are remembered for ever. */
  note(kind: string, say: (unsaid: number) => void): void {
    const nowMs = this.#clock.nowMs();
    const known = this.#kinds.get(kind);
    if (known !== undefined && nowMs - known.saidAtMs < this.#everyMs) {
      known.unsaid += 1;
      return;
    }
    this.#kinds.set(kind, { saidAtMs: nowMs, unsaid: 0 });
    say(known?.unsaid ?? 0);
  }
}
