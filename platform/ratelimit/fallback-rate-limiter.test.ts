import { describe, expect, it } from 'vitest';
import { FallbackRateLimiter } from './fallback-rate-limiter.ts';
import { LocalRateLimiter } from './local-rate-limiter.ts';
import type { RateLimit, RateLimiter } from './rate-limiter.ts';

const ONE_A_SECOND: RateLimit = { requests: 1, windowMs: 1_000 };

function world() {
  const state = { nowMs: 0, away: false, asked: 0, changes: [] as string[] };
  const clock = { nowMs: () => state.nowMs };
  const distant = new LocalRateLimiter(clock);
  const shared: RateLimiter = {
    take: (key, limit) => {
      state.asked += 1;
      return state.away ? Promise.reject(new Error('away')) : distant.take(key, limit);
    },
  };
  const limiter = new FallbackRateLimiter({
    shared,
    local: new LocalRateLimiter(clock),
    clock,
    onChange: (limiting, cause) => state.changes.push(cause === undefined ? limiting : `${limiting}: ${cause.message}`),
  });
  return { state, limiter };
}

describe('limiting while the shared limiter is away', () => {
  it('goes on locally, says so once, asks again after a pause and goes back', async () => {
    const { state, limiter } = world();
    await limiter.take('ann', ONE_A_SECOND);
    state.away = true;
    expect(await limiter.take('ann', ONE_A_SECOND)).toMatchObject({ allowed: true });
    expect(await limiter.take('ann', ONE_A_SECOND)).toMatchObject({ allowed: false });
    expect(state.asked).toBe(2);
    expect(limiter.limiting).toBe('local');

    state.nowMs = 1_000;
    await limiter.take('ann', ONE_A_SECOND);
    expect(state.asked).toBe(3);
    state.away = false;
    state.nowMs = 2_000;
    await limiter.take('ann', ONE_A_SECOND);
    expect(limiter.limiting).toBe('shared');
    expect(state.changes).toEqual(['local: away', 'shared']);
  });
});
