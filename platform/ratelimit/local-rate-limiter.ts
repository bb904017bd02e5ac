import { AgedMap } from '../kernel/aged-map.ts';
import type { Clock } from '../kernel/clock.ts';
import type { RateLimit, RateLimiter, RateLimitVerdict } from './rate-limiter.ts';
import { SlidingWindow } from './sliding-window.ts';

// The limiter of one process. Several hosts that each use one accept up to the limit each. Memory is bounded: windows
// that are over are forgotten a few at a time, and above `maxKeys` the key that was asked for longest ago is forgotten
// early, which can only let more through, never fewer.

const DEFAULT_MAX_KEYS = 1_000_000;
/** Windows that are looked at with each request; above one, those that are over go faster than new ones come. */
const SWEPT_AT_ONCE = 2;

interface Entry {
  readonly window: SlidingWindow;
  endsAtMs: number;
}

export class LocalRateLimiter implements RateLimiter {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #maxKeys: number;
  /** In the order of last use. */
  readonly #entries = new AgedMap<string, Entry>();

  constructor(clock: Pick<Clock, 'nowMs'>, maxKeys = DEFAULT_MAX_KEYS) {
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  /** Keys that are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  take(key: string, limit: RateLimit): Promise<RateLimitVerdict> {
    const nowMs = this.#clock.nowMs();
    const entry = this.#entries.get(key) ?? { window: new SlidingWindow(), endsAtMs: nowMs };
    this.#entries.renew(key, entry);
    const verdict = entry.window.take(limit, nowMs);
    entry.endsAtMs = entry.window.endsAtMs(limit.windowMs);
    this.#forget(nowMs);
    return Promise.resolve(verdict);
  }

  #forget(nowMs: number): void {
    for (let looked = 0; looked < SWEPT_AT_ONCE || this.#entries.size > this.#maxKeys; looked++) {
      const oldest = this.#entries.oldest();
      if (oldest === undefined) return;
      const [key, { endsAtMs }] = oldest;
      if (endsAtMs > nowMs && this.#entries.size <= this.#maxKeys) return;
      this.#entries.delete(key);
    }
  }
}
