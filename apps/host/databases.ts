import type pg from 'pg';
import type { Logger } from 'pino';
import type { Closers } from '../../platform/lifecycle/closers.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { lockDirectory } from '../../platform/postgres/embedded/directory-lock.ts';
import { startEmbeddedPostgres } from '../../platform/postgres/embedded/start-embedded-postgres.ts';
import type { HostConfig } from './config.ts';
import { MODULE_NAMES } from './rooms.ts';

// Which database each schema lives in: the embedded server or the one of DATABASE_URL for all, and a database of its
// own for every module that has one configured.

export interface Databases {
  poolOf(schema: string): pg.Pool;
  /** Every pool once, for readiness. */
  readonly pools: readonly pg.Pool[];
  /** True on the embedded server: this host is then the only one on its data. */
  readonly embedded: boolean;
}

const POOL_SIZE = 24;

export async function openDatabases(
  config: HostConfig,
  onProgress: (message: string) => void,
  log: Logger,
  closers: Closers,
): Promise<Databases> {
  const pools = new Map<string, pg.Pool>();
  const open = (url: string): pg.Pool => {
    const pool = pools.get(url) ?? openDatabase({ url, poolSize: POOL_SIZE });
    if (!pools.has(url)) {
      pools.set(url, pool);
      closers.add('database connections', () => pool.end());
    }
    return pool;
  };
  const embedded = config.databaseUrl === undefined;
  const defaultPool = open(config.databaseUrl ?? (await startEmbedded(config, onProgress, log, closers)));
  const own = new Map<string, pg.Pool>();
  for (const name of MODULE_NAMES) {
    const url = config.databaseUrls.get(name);
    if (url !== undefined) own.set(schemaOf(name), open(url));
  }
  return { poolOf: (schema) => own.get(schema) ?? defaultPool, pools: [...pools.values()], embedded };
}

/** The room is called `order`; its schema is not, because that word is SQL's. */
function schemaOf(name: string): string {
  return name === 'order' ? 'ordering' : name;
}

async function startEmbedded(
  config: HostConfig,
  onProgress: (message: string) => void,
  log: Logger,
  closers: Closers,
): Promise<string> {
  const lock = await lockDirectory(config.dataDirectory);
  closers.add('lock of the data directory', () => lock.release());
  const server = await startEmbeddedPostgres({
    directory: config.dataDirectory,
    log: onProgress,
    lock,
    onCrash: (error) => log.error({ err: error }, 'the embedded PostgreSQL has ended by itself'),
  });
  closers.add('embedded PostgreSQL', () => server.stop());
  return server.url;
}
