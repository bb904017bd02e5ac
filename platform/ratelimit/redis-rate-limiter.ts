import { LuaScript } from '../redis/lua-script.ts';
import { type Redis, RedisUnavailable } from '../redis/redis.ts';
import type { RateLimit, RateLimiter, RateLimitVerdict } from './rate-limiter.ts';

// The limiter that all hosts share. One script a request, atomic, by the server's clock: hosts whose clocks differ count
// in the same window. A key lives as long as its window.

/** The sliding window log of sliding-window.ts, as a list of milliseconds, oldest first. */
const TAKE = new LuaScript(`
local accepted, requests, window = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2])
local clock = tonumber(ARGV[3])
if not clock then
  local time = redis.call('TIME')
  clock = time[1] * 1000 + math.floor(time[2] / 1000)
end
local newest = tonumber(redis.call('LINDEX', accepted, -1) or clock)
local now = math.max(clock, newest)
local oldest = redis.call('LINDEX', accepted, 0)
while oldest and tonumber(oldest) <= now - window do
  redis.call('LPOP', accepted)
  oldest = redis.call('LINDEX', accepted, 0)
end
local used = redis.call('LLEN', accepted)
local allowed = used < requests
if allowed then
  redis.call('RPUSH', accepted, now)
  redis.call('PEXPIRE', accepted, ARGV[3] and 60000 or now - clock + window)
  used = used + 1
  newest = now
end
local retry = 0
if used >= requests then retry = tonumber(redis.call('LINDEX', accepted, used - requests)) + window - now end
local reset = 0
if used > 0 then reset = newest + window - now end
return { allowed and 1 or 0, math.max(0, requests - used), retry, reset }
`);

export interface RedisRateLimiterOptions {
  readonly prefix?: string;
  /** In place of the server's clock, in milliseconds: for tests, which cannot wait. Keys then live for a minute. */
  readonly nowMs?: () => number;
}

export class RedisRateLimiter implements RateLimiter {
  readonly #redis: Redis;
  readonly #prefix: string;
  readonly #nowMs: (() => number) | undefined;

  constructor(redis: Redis, { prefix = 'holdfast:rate:', nowMs }: RedisRateLimiterOptions = {}) {
    this.#redis = redis;
    this.#prefix = prefix;
    this.#nowMs = nowMs;
  }

  /** @throws RedisUnavailable */
  async take(key: string, { requests, windowMs }: RateLimit): Promise<RateLimitVerdict> {
    const clock = this.#nowMs === undefined ? [] : [this.#nowMs()];
    const answer = await this.#redis.run(TAKE, [`${this.#prefix}${key}`], [requests, windowMs, ...clock]);
    if (!Array.isArray(answer) || answer.length !== 4) {
      throw new RedisUnavailable(`Redis answered the rate limit of ${key} with ${JSON.stringify(answer)}`);
    }
    const [allowed, remaining, retryAfterMs, resetMs] = answer.map(Number) as [number, number, number, number];
    return { allowed: allowed === 1, remaining, retryAfterMs, resetMs };
  }
}
