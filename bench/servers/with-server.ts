import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { openDatabase } from '../../platform/postgres/database.ts';
import type { ServerSettings } from '../../platform/postgres/embedded/server-settings.ts';
import { startEmbeddedPostgres } from '../../platform/postgres/embedded/start-embedded-postgres.ts';

/** A server of a measurement's own. */
export interface MeasuredServer {
  readonly url: string;
  readonly version: string;
  readonly pool: pg.Pool;
}

/** Runs a measurement on a new server at default durability, which is gone afterwards, however that ends. */
export async function withServer(
  connections: number,
  measure: (server: MeasuredServer) => Promise<void>,
  settings: ServerSettings = {},
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  try {
    // As root, PostgreSQL runs as another user, who has to get at its data.
    await chmod(directory, 0o711);
    const { url, version, stop } = await startEmbeddedPostgres({ directory, log: () => undefined, settings });
    try {
      const pool = openDatabase({ url, poolSize: connections, keyedOnly: true });
      try {
        await measure({ url, version, pool });
      } finally {
        await pool.end();
      }
    } finally {
      await stop();
    }
  } finally {
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
