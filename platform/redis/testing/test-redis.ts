import { randomUUID } from 'node:crypto';
import { describe } from 'vitest';
import { Redis } from '../redis.ts';

// Tests against a real Redis, where REDIS_URL names one. Elsewhere they say so in one line; in CI its absence fails.

const url = process.env.REDIS_URL;

/** A suite that needs Redis. */
export function describeWithRedis(name: string, suite: (url: string) => void): void {
  if (url !== undefined) {
    describe(name, () => suite(url));
    return;
  }
  if (process.env.CI === 'true') throw new Error(`${name}: REDIS_URL is not set, and CI needs Redis`);
  describe.skipIf(url === undefined)(`${name} (REDIS_URL is not set)`, () => undefined);
}

/** A connection, and a prefix that no other test uses. */
export async function openTestRedis(at: string): Promise<{ redis: Redis; prefix: string }> {
  const redis = await Redis.open({ url: at, commandTimeoutMs: 5_000 });
  return { redis, prefix: `test:${randomUUID()}:` };
}
