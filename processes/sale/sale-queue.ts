import type { Clock } from '../../platform/kernel/clock.ts';

// How long the queue of the sales is. What waits is counted in the database now and then, and in between by what this host
// put in and took out: several hosts may be off by what the others did since the last count. How fast it is a host knows of
// what it served itself. One that never served any reckons with a default, however fast the others are.

export interface SaleQueueLimits {
  /** Orders that may wait. */
  readonly maxWaiting: number;
}

/** Speed is measured over this time. */
const MEASURED_MS = 5_000;
/** Work of less than this says as little as work of this. */
const SHORTEST_MS = 1_000;
/** Where nothing was ever measured; slow, so that a cold queue is not taken for a fast one. */
const ASSUMED_PER_SECOND = 500;
/** Whatever was measured. */
const SLOWEST_PER_SECOND = 1;
/** Nobody is let in from a waiting room while orders wait for as long as this. */
const COMFORTABLE_WAIT_MS = 4_000;

interface Work {
  readonly orders: number;
  /** How long orders had waited since any were last served: what these took. */
  readonly tookMs: number;
}

interface Served extends Work {
  readonly atMs: number;
}

export class SaleQueue {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #limits: SaleQueueLimits;
  #waiting = 0;
  /** Oldest first; those before `#first` are forgotten. */
  #served: Served[] = [];
  #first = 0;
  /** Over what is not forgotten: asked for at every request of a sale. */
  #servedOrders = 0;
  #servedTookMs = 0;
  /** When this host served the last time: that step, and all that was measured with it. */
  #last: readonly [step: Work, measured: Work] | undefined;
  /** Since when orders wait and none was served. */
  #busySinceMs: number | undefined;
  #counted: { readonly waiting: number; readonly oldestMs: number | undefined } = { waiting: 0, oldestMs: undefined };

  constructor(clock: Pick<Clock, 'nowMs'>, limits: SaleQueueLimits = { maxWaiting: 100_000 }) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Orders that wait, as far as this host knows. */
  get waiting(): number {
    return this.#waiting;
  }

  joined(): void {
    this.#hold(this.#waiting + 1);
  }

  served(orders: number): void {
    const nowMs = this.#clock.nowMs();
    const tookMs = this.#busyMs(nowMs);
    this.#served.push({ atMs: nowMs, orders, tookMs });
    this.#servedOrders += orders;
    this.#servedTookMs += tookMs;
    this.#busySinceMs = undefined;
    this.#hold(Math.max(0, this.#waiting - orders));
    this.#forget();
    this.#last = [
      { orders, tookMs },
      { orders: this.#servedOrders, tookMs: this.#servedTookMs },
    ];
  }

  /** What was counted in the database, and when the one that waits for longest was told of. */
  counted(waiting: number, oldestMs?: number): void {
    const before = this.#counted;
    this.#counted = { waiting, oldestMs };
    const isServed = waiting < before.waiting || (oldestMs ?? 0) > (before.oldestMs ?? Number.POSITIVE_INFINITY);
    this.#forget();
    // By another host, where this one has done nothing for long: the queue does not stand still.
    if (isServed && this.#served.length === 0) this.#busySinceMs = undefined;
    this.#hold(waiting);
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

  /** Of the time in which orders waited only: a queue that had little to do has shown little of what it can. */
  #perSecond(): number {
    this.#forget();
    const stoodMs = this.#busyMs(this.#clock.nowMs());
    const after = ({ orders, tookMs }: Work): number => perSecond({ orders, tookMs: tookMs + stoodMs });
    if (this.#served.length > 0) return after({ orders: this.#servedOrders, tookMs: this.#servedTookMs });
    // A queue that stands still is no faster than it was when it last moved, and the slower the longer it does.
    return this.#last === undefined ? ASSUMED_PER_SECOND : Math.min(...this.#last.map(after));
  }

  #hold(waiting: number): void {
    this.#waiting = waiting;
    if (waiting === 0) this.#busySinceMs = undefined;
    else this.#busySinceMs ??= this.#clock.nowMs();
  }

  #busyMs(nowMs: number): number {
    return this.#busySinceMs === undefined ? 0 : nowMs - this.#busySinceMs;
  }

  /** What was served is forgotten once, and moved together now and then: a request pays for neither. */
  #forget(): void {
    const sinceMs = this.#clock.nowMs() - MEASURED_MS;
    for (let oldest = this.#served[this.#first]; oldest !== undefined && oldest.atMs < sinceMs; ) {
      this.#servedOrders -= oldest.orders;
      this.#servedTookMs -= oldest.tookMs;
      this.#first += 1;
      oldest = this.#served[this.#first];
    }
    if (this.#first * 2 <= this.#served.length) return;
    this.#served = this.#served.slice(this.#first);
    this.#first = 0;
  }
}

/** What is slower than assumed counts as much as it was long: one order that took a second does not stop a sale. */
function perSecond({ orders, tookMs }: Work): number {
  const measured = orders / (Math.max(SHORTEST_MS, tookMs) / 1_000);
  if (measured >= ASSUMED_PER_SECOND) return measured;
  const weight = Math.min(1, tookMs / MEASURED_MS);
  return Math.max(SLOWEST_PER_SECOND, ASSUMED_PER_SECOND + (measured - ASSUMED_PER_SECOND) * weight);
}
