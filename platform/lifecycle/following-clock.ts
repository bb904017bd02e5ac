import type { Clock } from '../kernel/clock.ts';

/** As far apart may two clocks be that are kept by the same time servers. */
const TOLERATED_MS = 100;

/**
 * This machine's timers, and the time of another clock: hosts that follow the same one agree on what time it is. Between two
 * looks at that it goes on by what has really passed, and not by this machine's clock: a step of the latter does nothing.
 */
export class FollowingClock implements Clock {
  readonly #own: Clock;
  readonly #passedMs: () => number;
  #offsetMs = 0;
  /** The time at which nothing had passed. */
  #originMs: number;

  /** `passedMs` is what has passed since some moment, whatever becomes of this machine's clock. */
  constructor(own: Clock, passedMs: () => number = () => performance.now()) {
    this.#own = own;
    this.#passedMs = passedMs;
    this.#originMs = own.nowMs() - passedMs();
  }

  /** How far this machine's clock is behind the other one; 0 while the two agree. As of the last look. */
  get offsetMs(): number {
    return this.#offsetMs;
  }

  nowMs(): number {
    return Math.round(this.#originMs + this.#passedMs());
  }

  after(delayMs: number, task: () => void): () => void {
    return this.#own.after(delayMs, task);
  }

  /**
   * Asks the other clock. A difference that the way there and back, or two clocks that are kept well, may explain is none.
   * Answers whether this machine's clock was found to differ more, or less, than before.
   */
  async follow(read: () => Promise<number>): Promise<boolean> {
    const askedMs = this.#passedMs();
    const readMs = await read();
    const answeredMs = this.#passedMs();
    const wayMs = (answeredMs - askedMs) / 2;
    const doubtMs = wayMs + TOLERATED_MS;
    const thereMs = readMs + wayMs;
    const ownMs = this.#own.nowMs();

    const offsetMs = Math.round(thereMs - ownMs);
    const isOwnRight = Math.abs(offsetMs) <= doubtMs;
    if (Math.abs(thereMs - this.nowMs()) > doubtMs) this.#originMs = (isOwnRight ? ownMs : thereMs) - answeredMs;
    const isSame = Math.abs(offsetMs - this.#offsetMs) <= doubtMs;
    if (!isSame) this.#offsetMs = isOwnRight ? 0 : offsetMs;
    return !isSame;
  }
}
