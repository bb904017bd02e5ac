import type { Clock } from '../../platform/kernel/clock.ts';

/** How long a host says "sold out" without asking its gate again. */
const SOLD_OUT_MS = 200;

/** Sales that were sold out a moment ago. Those of longer ago are forgotten: in time there are any number of them. */
export class SoldOutLately {
  readonly #clock: Pick<Clock, 'nowMs'>;
  /** The one that is said for longest comes last. */
  readonly #untilMs = new Map<string, number>();

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  get size(): number {
    return this.#untilMs.size;
  }

  has(saleId: string): boolean {
    return isNow(this.#untilMs.get(saleId) ?? 0, this.#clock.nowMs());
  }

  add(saleId: string): void {
    const nowMs = this.#clock.nowMs();
    this.#untilMs.delete(saleId);
    this.#untilMs.set(saleId, nowMs + SOLD_OUT_MS);
    for (const [oldest, untilMs] of this.#untilMs) {
      if (isNow(untilMs, nowMs)) break;
      this.#untilMs.delete(oldest);
    }
  }

  /** Units are back. */
  delete(saleId: string): void {
    this.#untilMs.delete(saleId);
  }
}

/** Longer than from now it is said of none: the clock was set back since. */
function isNow(untilMs: number, nowMs: number): boolean {
  return untilMs > nowMs && untilMs <= nowMs + SOLD_OUT_MS;
}
