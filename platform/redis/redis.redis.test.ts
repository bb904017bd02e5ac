import { afterEach, expect, it } from 'vitest';
import { TcpLink } from '../testing/tcp-link.ts';
import { Redis, RedisUnavailable } from './redis.ts';
import { describeWithOwnRedis, RedisServer } from './testing/redis-server.ts';

// What becomes of commands when the server or the way to it fails. A command that waited for ever would be a test that
// never ends.

describeWithOwnRedis('a connection to a Redis that fails', () => {
  const opened: { close(): Promise<void> }[] = [];

  afterEach(async () => {
    for (const one of opened.splice(0).reverse()) await one.close();
  });

  async function world(commandTimeoutMs = 100) {
    const server = await RedisServer.start();
    opened.push({ close: () => server.remove() });
    const link = await TcpLink.to(server.port);
    opened.push(link);
    const states: string[] = [];
    const redis = await Redis.open({
      url: `redis://127.0.0.1:${link.port}`,
      commandTimeoutMs,
      onState: (state) => states.push(state),
    });
    opened.push(redis);
    return { server, link, redis, states };
  }

  /** Until the connection is there again. */
  async function answered(redis: Redis): Promise<unknown> {
    for (;;) {
      const answer = await redis.command(['PING']).catch(() => undefined);
      if (answer !== undefined) return answer;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  it('fails what waits for an answer that does not come, at once what is asked then, and is whole again by itself', async () => {
    const { link, redis, states } = await world();
    link.stall();
    const asked = await Promise.allSettled([redis.command(['PING']), redis.command(['PING'])]);
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(redis.command(['PING'])).rejects.toThrow(RedisUnavailable);
    expect(redis.isReady).toBe(false);
    link.heal();
    expect(await answered(redis)).toBe('PONG');
    expect(states).toEqual(['ready', 'away', 'ready']);
  });

  it('says once that the way is cut, and goes on when it is whole', async () => {
    const { link, redis, states } = await world();
    link.cut();
    await expect(redis.command(['PING'])).rejects.toThrow(RedisUnavailable);
    link.heal();
    expect(await answered(redis)).toBe('PONG');
    expect(states).toEqual(['ready', 'away', 'ready']);
  });

  it('goes on at a server that was killed and started again', async () => {
    const { server, redis } = await world();
    await server.kill();
    await expect(redis.command(['PING'])).rejects.toThrow(RedisUnavailable);
    await server.start();
    expect(await answered(redis)).toBe('PONG');
  });

  it('opens though nobody answers, and says that it is away', async () => {
    const link = await TcpLink.to(1);
    opened.push(link);
    const redis = await Redis.open({ url: `redis://127.0.0.1:${link.port}` });
    opened.push(redis);
    expect(redis.isReady).toBe(false);
    await expect(redis.command(['PING'])).rejects.toThrow(RedisUnavailable);
  });
});
