import { AgedMap } from '../kernel/aged-map.ts';
import type { Clock } from '../kernel/clock.ts';
import type { RateLimit, RateLimiter, RateLimitVerdict } from './rate-limiter.ts';
import { SlidingWindow } from './sliding-window.ts';

// The limiter of one process. Several hosts that each use one accept up to the limit each. Memory is bounded: windows
// that are over are forgotten a few at a time, and above `maxKeys` the key that was asked for longest ago is forgotten
// early, which can only let more through, never fewer. Keys are kept by the length of their windows: a window that is not
// over holds up those that were asked for after it for as long as their own length, not for an hour where they last a second.

const DEFAULT_MAX_KEYS = 1_000_000;
/** Windows of each length that are looked at with each request; above one, those that are over go faster than new ones come. */
const SWEPT_AT_ONCE = 2;

interface Entry {
  readonly window: SlidingWindow;
  endsAtMs: number;
  /** The request that asked for it last, counted from the first one on. */
  request: number;
}

/** In the order of last use. */
type Entries = AgedMap<string, Entry>;

export class LocalRateLimiter implements RateLimiter {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #maxKeys: number;
  /** By the magnitude of the length: some fifty at the most, and as many as there are kinds of limits. */
  readonly #byLength = new Map<number, Entries>();
  #requests = 0;

  constructor(clock: Pick<Clock, 'nowMs'>, maxKeys = DEFAULT_MAX_KEYS) {
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  /** Keys that are remembered. */
  get size(): number {
    let size = 0;
    for (const entries of this.#byLength.values()) size += entries.size;
    return size;
  }

  take(key: string, limit: RateLimit): Promise<RateLimitVerdict> {
    const nowMs = this.#clock.nowMs();
    const entry = this.#renewed(key, limit, nowMs);
    const verdict = entry.window.take(limit, nowMs);
    entry.endsAtMs = entry.window.endsAtMs(limit.windowMs);
    this.#forget(nowMs);
    return Promise.resolve(verdict);
  }

  #renewed(key: string, { windowMs }: RateLimit, nowMs: number): Entry {
    const magnitude = magnitudeOf(windowMs);
    let entries = this.#byLength.get(magnitude);
    if (entries === undefined) {
      entries = new AgedMap();
      this.#byLength.set(magnitude, entries);
    }
    const known = entries.get(key) ?? this.#moved(key);
    const entry = known ?? { window: new SlidingWindow(), endsAtMs: nowMs, request: 0 };
    entry.request = ++this.#requests;
    entries.renew(key, entry);
    return entry;
  }

  /** Taken from among windows of another length: the limit of the key was changed. */
  #moved(key: string): Entry | undefined {
    for (const entries of this.#byLength.values()) {
      const entry = entries.get(key);
      if (entry === undefined) continue;
      entries.delete(key);
      return entry;
    }
    return undefined;
  }

  #forget(nowMs: number): void {
    for (const entries of this.#byLength.values()) {
      for (let looked = 0; looked < SWEPT_AT_ONCE; looked++) {
        const oldest = entries.oldest();
        if (oldest === undefined || oldest[1].endsAtMs > nowMs) break;
        entries.delete(oldest[0]);
      }
    }
    while (this.size > this.#maxKeys) this.#forgetOldest();
  }

  #forgetOldest(): void {
    let from: Entries | undefined;
    let [key, request] = ['', Number.POSITIVE_INFINITY];
    for (const entries of this.#byLength.values()) {
      const oldest = entries.oldest();
      if (oldest === undefined || oldest[1].request > request) continue;
      [from, key, request] = [entries, oldest[0], oldest[1].request];
    }
    from?.delete(key);
  }
}

/** The same for lengths of which none is twice another. */
function magnitudeOf(windowMs: number): number {
  return Math.floor(Math.log2(windowMs));
}
