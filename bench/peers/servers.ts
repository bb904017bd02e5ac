import pg from 'pg';
import { OwnRedis } from '../../apps/cli/shop/own-redis.ts';
import { Redis } from '../../platform/redis/redis.ts';
import { withServer } from '../servers/with-server.ts';

// What all peers stand on: one PostgreSQL, with a database for each, and one Redis. Those that DATABASE_URL and REDIS_URL
// name; without them a PostgreSQL and a Redis of the run's own.

/** Three shops with pools of their own. */
const CONNECTIONS = '300';
const LOOPBACK = '127.0.0.1';

export interface Servers {
  /** Of PostgreSQL. */
  readonly version: string;
  readonly redisUrl: string;
  /** An empty database, which is gone after the run. Answers its URL. */
  createDatabase(name: string): Promise<string>;
}

export async function withServers(measure: (servers: Servers) => Promise<void>): Promise<void> {
  const use = (url: string): Promise<void> => withRedis((redisUrl) => withDatabases(url, redisUrl, measure));
  const given = process.env.DATABASE_URL ?? '';
  if (given !== '') return use(given);
  // By TCP, whatever the shop itself would take: not every peer's driver knows sockets in a URL.
  const tcp = (url: string): string => url.replace(/@[^/]*:(\d+)\//, `@${LOOPBACK}:$1/`);
  return withServer(1, ({ url }) => use(tcp(url)), { max_connections: CONNECTIONS });
}

async function withDatabases(
  url: string,
  redisUrl: string,
  measure: (servers: Servers) => Promise<void>,
): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  // A server that goes away between two statements fails the next one, and does not end the run without taking it down.
  client.on('error', () => undefined);
  await client.connect().catch((error: Error) => {
    throw new Error(`PostgreSQL does not answer at DATABASE_URL: ${error.message}`);
  });
  const created: string[] = [];
  try {
    const { rows } = await client.query<{ server_version: string }>('show server_version');
    await measure({
      version: rows[0]?.server_version ?? 'unknown',
      redisUrl,
      createDatabase: async (name) => {
        const database = `holdfast_peers_${process.pid}_${name}`;
        await client.query(`create database ${database}`);
        created.push(database);
        const address = new URL(url);
        address.pathname = `/${database}`;
        return address.href;
      },
    });
  } finally {
    for (const database of created) await client.query(`drop database if exists ${database} with (force)`);
    await client.end();
  }
}

async function withRedis(use: (url: string) => Promise<void>): Promise<void> {
  const given = process.env.REDIS_URL ?? '';
  if (given === '') {
    const redis = await OwnRedis.open().catch((error: Error) => {
      const what = 'Medusa and Vendure keep caches, locks and jobs in Redis';
      throw new Error(`${what}: install redis-server, or name a Redis by REDIS_URL. ${error.message}`);
    });
    return use(redis.url).finally(() => redis.close());
  }
  const redis = await Redis.open({ url: given, commandTimeoutMs: 10_000 });
  try {
    // What peers leave there is deleted afterwards, so nothing else may be in it.
    if ((await redis.command(['DBSIZE'])) !== 0) {
      throw new Error(
        'REDIS_URL names a database that is not empty: name another one, such as redis://127.0.0.1:6379/9.',
      );
    }
    try {
      await use(given);
    } finally {
      await redis.command(['FLUSHDB']);
    }
  } finally {
    await redis.close();
  }
}
