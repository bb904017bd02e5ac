import type { Clock } from '../../platform/kernel/clock.ts';

// How long the queue of the sales is. What waits is counted in the database now and then, and in between by what this host
// put in and took out: several hosts may be off by what the others did since the last count.

export interface SaleQueueLimits {
  /** Orders that may wait. */
  readonly maxWaiting: number;
}

/** Speed is measured over this time. */
const MEASURED_MS = 5_000;
/** Before anything was measured; slow, so that a cold queue is not taken for a fast one. */
const ASSUMED_PER_SECOND = 500;
/** Nobody is let in from a waiting room while orders wait for as long as this. */
const COMFORTABLE_WAIT_MS = 4_000;

export class SaleQueue {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #limits: SaleQueueLimits;
  #waiting = 0;
  #served: { readonly atMs: number; readonly orders: number }[] = [];

  constructor(clock: Pick<Clock, 'nowMs'>, limits: SaleQueueLimits = { maxWaiting: 100_000 }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Orders that wait, as far as this host knows. */
  get waiting(): number {
    return this.#waiting;
  }

  joined(): void {
    this.#waiting += 1;
  }

  served(orders: number): void {
    this.#waiting = Math.max(0, this.#waiting - orders);
    this.#served.push({ atMs: this.#clock.nowMs(), orders });
    this.#forget();
  }

  /** What was counted in the database. */
  counted(waiting: number): void {
    this.#waiting = waiting;
  }

  /** How long an order that joins now would wait, in milliseconds; undefined when none may join. */
  estimatedWaitMs(): number | undefined {
    if (this.#waiting >= this.#limits.maxWaiting) return undefined;
    return (this.#waiting / this.#perSecond()) * 1_000;
  }

  /** Orders that may come in a second: as many as are served, and fewer the longer those before them wait. */
  admissionsPerSecond(): number {
    const waitMs = this.estimatedWaitMs() ?? COMFORTABLE_WAIT_MS;
    return this.#perSecond() * Math.max(0, 1 - waitMs / COMFORTABLE_WAIT_MS);
  }

  #perSecond(): number {
    this.#forget();
    const first = this.#served[0];
    const orders = this.#served.reduce((sum, entry) => sum + entry.orders, 0);
    if (first === undefined || orders === 0) return ASSUMED_PER_SECOND;
    const seconds = Math.max(1, (this.#clock.nowMs() - first.atMs) / 1_000);
    // A queue that had little to do has shown little of what it can.
    return Math.max(orders / seconds, this.#waiting === 0 ? ASSUMED_PER_SECOND : 1);
  }

  #forget(): void {
    const sinceMs = this.#clock.nowMs() - MEASURED_MS;
    const kept = this.#served.findIndex(({ atMs }) => atMs >= sinceMs);
    if (kept !== 0) this.#served = kept < 0 ? [] : this.#served.slice(kept);
  }
}
