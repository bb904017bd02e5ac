import { Gauge } from 'prom-client';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { FallbackRateLimiter } from '../../platform/ratelimit/fallback-rate-limiter.ts';
import { LocalRateLimiter } from '../../platform/ratelimit/local-rate-limiter.ts';
import type { RateLimiter } from '../../platform/ratelimit/rate-limiter.ts';
import { RedisRateLimiter } from '../../platform/ratelimit/redis-rate-limiter.ts';
import { Redis } from '../../platform/redis/redis.ts';
import type { Gate } from '../../processes/sale/gate/gate.ts';
import { LocalGate } from '../../processes/sale/gate/local-gate.ts';
import { NoGate } from '../../processes/sale/gate/no-gate.ts';
import { RedisGate } from '../../processes/sale/gate/redis-gate.ts';
import type { EdgeParts } from './edge.ts';

// What turns people away early: gates of sales and rate limits, in memory, or in Redis where one is configured.

export interface Guards {
  readonly gate: Gate;
  readonly limiter: RateLimiter;
}

export async function createGuards(
  parts: Pick<EdgeParts, 'config' | 'databases' | 'log' | 'registry' | 'closers'>,
): Promise<Guards> {
  const { config, databases, log, registry, closers } = parts;
  const local = new LocalRateLimiter(databases.clock);
  const url = config.redisUrl;
  if (url === undefined) {
    // On the embedded server this host is alone, and its memory is everybody's.
    return { gate: databases.embedded ? new LocalGate(databases.clock) : new NoGate(), limiter: local };
  }
  const redis = await Redis.open({
    url,
    onState: (state, cause) => {
      if (state === 'ready') log.info('Redis answers');
      else log.warn({ err: cause }, 'Redis is away: limits are kept by each host, units by the ledger alone');
    },
  });
  closers.add('Redis', () => redis.close());
  const limiter = new FallbackRateLimiter({
    shared: new RedisRateLimiter(redis),
    local,
    clock: databases.clock,
    onChange: (limiting, cause) =>
      log.warn(
        cause === undefined ? {} : { err: cause },
        `rate limits are kept ${limiting === 'local' ? 'by each host' : 'in Redis'}`,
      ),
  });
  new Gauge({
    name: 'holdfast_rate_limits_local',
    help: '1 while this host keeps rate limits by itself because Redis is away, else 0.',
    registers: [registry],
    collect() {
      this.set(limiter.limiting === 'local' ? 1 : 0);
    },
  });
  return { gate: new RedisGate(redis, newId), limiter };
}
