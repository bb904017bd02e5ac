import fc from 'fast-check';
import { expect } from 'vitest';
import type { RateLimit, RateLimiter, RateLimitVerdict } from '../rate-limiter.ts';

// What every limiter must do, as a model that remembers everything and a property over random arrivals.

/** One request of a key, some time after the one before. */
export interface Arrival {
  readonly afterMs: number;
  readonly key: string;
}

/** Remembers every accepted request for ever and counts those of the window by looking at all of them. */
export class LimiterModel {
  readonly #limit: RateLimit;
  readonly #accepted: { readonly key: string; readonly atMs: number }[] = [];

  constructor(limit: RateLimit) {
    this.#limit = limit;
  }

  take(key: string, nowMs: number): RateLimitVerdict {
    const { requests, windowMs } = this.#limit;
    const before = this.#counting(key, nowMs);
    const allowed = before.length < requests;
    if (allowed) this.#accepted.push({ key, atMs: nowMs });
    const counting = this.#counting(key, nowMs);
    const remaining = requests - counting.length;
    const endsInMs = counting.map((atMs) => atMs + windowMs - nowMs);
    return {
      allowed,
      remaining,
      retryAfterMs: remaining > 0 ? 0 : Math.min(...endsInMs),
      resetMs: Math.max(0, ...endsInMs),
    };
  }

  #counting(key: string, nowMs: number): number[] {
    return this.#accepted
      .filter((request) => request.key === key && nowMs - request.atMs < this.#limit.windowMs)
      .map(({ atMs }) => atMs);
  }
}

const limits = fc.record({ requests: fc.integer({ min: 1, max: 6 }), windowMs: fc.integer({ min: 1, max: 1_700 }) });

/** Gaps cluster around the window's length, where limiters go wrong. */
const arrivalsFor = (windowMs: number): fc.Arbitrary<Arrival[]> =>
  fc.array(
    fc.record({
      afterMs: fc.oneof(
        fc.constantFrom(0, 0, 1, windowMs - 1, windowMs, windowMs + 1),
        fc.integer({ min: 0, max: windowMs }),
      ),
      key: fc.constantFrom('ann', 'ben'),
    }),
    { maxLength: 60 },
  );

/** Every verdict of the limiter equals the model's. `open` answers a limiter that has seen nothing, on the given clock. */
export async function expectEqualsModel(
  open: (nowMs: () => number) => Promise<RateLimiter> | RateLimiter,
  numRuns: number,
): Promise<void> {
  const histories = limits.chain((limit) => arrivalsFor(limit.windowMs).map((arrivals) => ({ limit, arrivals })));
  await fc.assert(
    fc.asyncProperty(histories, async ({ limit, arrivals }) => {
      let nowMs = 1_800_000_000_000;
      const limiter = await open(() => nowMs);
      const model = new LimiterModel(limit);
      for (const { afterMs, key } of arrivals) {
        nowMs += afterMs;
        expect(await limiter.take(key, limit)).toEqual(model.take(key, nowMs));
      }
    }),
    { numRuns },
  );
}
