import type { Clock } from '../kernel/clock.ts';

/** As far apart may two clocks be that are kept by the same time servers. */
const TOLERATED_MS = 100;

/** This machine's timers, and the time of another clock: hosts that follow the same one agree on what time it is. */
export class FollowingClock implements Clock {
  readonly #own: Clock;
  #offsetMs = 0;

  constructor(own: Clock) {
    this.#own = own;
  }

  /** How far this machine's clock is behind the other one; 0 while the two agree. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  nowMs(): number {
    return this.#own.nowMs() + this.#offsetMs;
  }

  after(delayMs: number, task: () => void): () => void {
    return this.#own.after(delayMs, task);
  }

  /**
   * Asks the other clock. A difference that the way there and back, or two clocks that are kept well, may explain is none.
   * Answers whether this clock was set.
   */
  async follow(read: () => Promise<number>): Promise<boolean> {
    const askedMs = this.#own.nowMs();
    const thereMs = await read();
    const answeredMs = this.#own.nowMs();
    const offsetMs = Math.round(thereMs - (askedMs + answeredMs) / 2);
    const doubtMs = Math.abs(answeredMs - askedMs) / 2 + TOLERATED_MS;
    const isSame = Math.abs(offsetMs - this.#offsetMs) <= doubtMs;
    if (!isSame) this.#offsetMs = Math.abs(offsetMs) <= doubtMs ? 0 : offsetMs;
    return !isSame;
  }
}
