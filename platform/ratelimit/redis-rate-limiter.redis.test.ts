import { afterAll, beforeAll, expect, it } from 'vitest';
import { RedisUnavailable } from '../redis/redis.ts';
import { describeWithRedis, openTestRedis } from '../redis/testing/test-redis.ts';
import { RedisRateLimiter } from './redis-rate-limiter.ts';
import { expectEqualsModel } from './testing/limiter-conformance.ts';

describeWithRedis('limiting through Redis', (url) => {
  let opened: Awaited<ReturnType<typeof openTestRedis>>;
  let other: typeof opened;

  beforeAll(async () => {
    opened = await openTestRedis(url);
    other = await openTestRedis(url);
  });

  afterAll(async () => {
    await opened.redis.close();
    await other.redis.close();
  });

  it('decides as a limiter that remembers everything', async () => {
    let history = 0;
    await expectEqualsModel((nowMs) => {
      history += 1;
      return new RedisRateLimiter(opened.redis, { prefix: `${opened.prefix}${history}:`, nowMs });
    }, 100);
  });

  it('accepts exactly the limit of a hundred requests at two hosts at once, by the clock of the server', async () => {
    const { prefix } = opened;
    const hosts = [opened, other].map(({ redis }) => new RedisRateLimiter(redis, { prefix }));
    const limit = { requests: 7, windowMs: 60_000 };
    const verdicts = await Promise.all(
      Array.from({ length: 100 }, (_, index) => hosts[index % 2]?.take('hosts', limit)),
    );
    expect(verdicts.filter((verdict) => verdict?.allowed)).toHaveLength(7);
  });

  it('keeps a key no longer than its window', async () => {
    const { redis, prefix } = opened;
    await new RedisRateLimiter(redis, { prefix }).take('expiry', { requests: 3, windowMs: 90_000 });
    const leftMs = Number(await redis.command(['PTTL', `${prefix}expiry`]));
    expect(leftMs).toBeGreaterThan(0);
    expect(leftMs).toBeLessThanOrEqual(90_000);
  });

  it('says that Redis is away once the connection is closed', async () => {
    const closed = await openTestRedis(url);
    await closed.redis.close();
    await expect(new RedisRateLimiter(closed.redis).take('ann', { requests: 1, windowMs: 1 })).rejects.toThrow(
      RedisUnavailable,
    );
  });
});
