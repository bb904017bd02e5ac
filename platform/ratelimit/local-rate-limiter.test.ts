import { describe, expect, it } from 'vitest';
import { LocalRateLimiter } from './local-rate-limiter.ts';
import type { RateLimit, RateLimiter, RateLimitVerdict } from './rate-limiter.ts';
import { expectEqualsModel } from './testing/limiter-conformance.ts';

const FIVE_A_SECOND: RateLimit = { requests: 5, windowMs: 1_000 };

/** The mistake that the property is there for: windows that begin at multiples of their length. */
class FixedWindows implements RateLimiter {
  readonly #nowMs: () => number;
  readonly #used = new Map<string, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  take(key: string, { requests, windowMs }: RateLimit): Promise<RateLimitVerdict> {
    const window = `${key} ${Math.floor(this.#nowMs() / windowMs)}`;
    const used = (this.#used.get(window) ?? 0) + 1;
    this.#used.set(window, used);
    return Promise.resolve({ allowed: used <= requests, remaining: 0, retryAfterMs: 0, resetMs: 0 });
  }
}

describe('limiting within one process', () => {
  it('decides as a limiter that remembers everything', () =>
    expectEqualsModel((nowMs) => new LocalRateLimiter({ nowMs }), 300));

  it('is not what fixed windows do', () =>
    expect(expectEqualsModel((nowMs) => new FixedWindows(nowMs), 300)).rejects.toThrow());

  it('accepts five at once and the sixth when the first stops counting', async () => {
    let nowMs = 10_000;
    const limiter = new LocalRateLimiter({ nowMs: () => nowMs });
    for (const remaining of [4, 3, 2, 1, 0]) {
      expect(await limiter.take('ann', FIVE_A_SECOND)).toMatchObject({ allowed: true, remaining });
    }
    nowMs += 400;
    expect(await limiter.take('ann', FIVE_A_SECOND)).toEqual({
      allowed: false,
      remaining: 0,
      retryAfterMs: 600,
      resetMs: 600,
    });
    expect(await limiter.take('ben', FIVE_A_SECOND)).toMatchObject({ allowed: true });
    nowMs += 600;
    expect(await limiter.take('ann', FIVE_A_SECOND)).toMatchObject({ allowed: true, remaining: 4 });
  });

  it('counts no longer than a window when the clock is set back', async () => {
    let nowMs = 10_000;
    const limiter = new LocalRateLimiter({ nowMs: () => nowMs });
    await limiter.take('ann', { requests: 1, windowMs: 1_000 });
    nowMs = 2_000;
    expect(await limiter.take('ann', { requests: 1, windowMs: 1_000 })).toMatchObject({ retryAfterMs: 1_000 });
    nowMs = 2_999;
    expect(await limiter.take('ann', { requests: 1, windowMs: 1_000 })).toMatchObject({ retryAfterMs: 1 });
    nowMs = 3_000;
    expect(await limiter.take('ann', { requests: 1, windowMs: 1_000 })).toMatchObject({ allowed: true });
  });

  it('waits for enough requests to stop counting where the limit was lowered', async () => {
    let nowMs = 0;
    const limiter = new LocalRateLimiter({ nowMs: () => nowMs });
    for (nowMs = 0; nowMs < 500; nowMs += 100) await limiter.take('ann', FIVE_A_SECOND);
    const verdict = await limiter.take('ann', { requests: 2, windowMs: 1_000 });
    // Accepted at 0, 100, 200, 300 and 400: below two of them count once the one at 300 does not.
    expect(verdict).toMatchObject({ allowed: false, remaining: 0, retryAfterMs: 1_300 - 500 });
  });

  it('forgets windows that are over, and above its bound the key that was used longest ago', async () => {
    let nowMs = 0;
    const limiter = new LocalRateLimiter({ nowMs: () => nowMs }, 100);
    for (let key = 0; key < 1_000; key++) await limiter.take(`key-${key}`, FIVE_A_SECOND);
    expect(limiter.size).toBe(100);
    nowMs = 5_000;
    for (let key = 0; key < 100; key++) await limiter.take('ann', FIVE_A_SECOND);
    expect(limiter.size).toBe(1);
  });

  it('forgets short windows that are over also where a long one was asked for before them', async () => {
    let nowMs = 0;
    const limiter = new LocalRateLimiter({ nowMs: () => nowMs });
    await limiter.take('patient', { requests: 5, windowMs: 3_600_000 });
    for (nowMs = 1; nowMs <= 20_000; nowMs++) await limiter.take(`key-${nowMs}`, FIVE_A_SECOND);
    expect(limiter.size).toBeLessThanOrEqual(1_001);
    nowMs += 1_000;
    // Whoever asks sweeps for all, also where nobody asks for such windows any more.
    for (let request = 0; request < 1_000; request++) {
      await limiter.take('patient', { requests: 5, windowMs: 3_600_000 });
    }
    expect(limiter.size).toBe(1);
  });

  it('forgets above its bound the key that was used longest ago, whatever its window is', async () => {
    const limiter = new LocalRateLimiter({ nowMs: () => 0 }, 2);
    const once = (windowMs: number): RateLimit => ({ requests: 1, windowMs });
    await limiter.take('first', once(1_000));
    await limiter.take('second', once(3_600_000));
    await limiter.take('first', once(1_000));
    await limiter.take('third', once(60_000));
    expect(limiter.size).toBe(2);
    expect(await limiter.take('first', once(1_000))).toMatchObject({ allowed: false });
    expect(await limiter.take('second', once(3_600_000))).toMatchObject({ allowed: true });
  });

  it('remembers what a key has used where the length of its window changes', async () => {
    let nowMs = 0;
    const limiter = new LocalRateLimiter({ nowMs: () => nowMs });
    await limiter.take('ann', { requests: 1, windowMs: 1_000 });
    nowMs = 500;
    expect(await limiter.take('ann', { requests: 1, windowMs: 60_000 })).toMatchObject({ retryAfterMs: 59_500 });
    expect(limiter.size).toBe(1);
  });
});
