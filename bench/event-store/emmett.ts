import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { BenchEvent, Contender } from './contender.ts';

// emmett is measured, not used: it is installed into a scratch directory for the time of the run.

const PACKAGES = [
  '@event-driven-io/emmett@0.42.0',
  '@event-driven-io/emmett-postgresql@0.42.0',
  '@event-driven-io/pongo@0.16.11',
];
const ENTRY = 'node_modules/@event-driven-io/emmett-postgresql/dist/index.js';
const CONNECTIONS = 32;

interface EmmettStore {
  appendToStream(
    streamId: string,
    events: readonly BenchEvent[],
    options: { readonly expectedStreamVersion: bigint },
  ): Promise<unknown>;
  readonly schema: { migrate(): Promise<unknown> };
  close(): Promise<void>;
}

interface Emmett {
  getPostgreSQLEventStore(url: string, options: object): EmmettStore;
}

interface Driver {
  readonly Pool: new (options: object) => { end(): Promise<void> };
}

/** Through its own connection pool and its own stored procedure; 0 stands for a stream that does not exist. */
export async function openEmmett(url: string): Promise<Contender> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-emmett-'));
  await writeFile(join(directory, 'package.json'), '{"private":true}');
  const flags = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await promisify(execFile)('npm', [...flags, ...PACKAGES], { cwd: directory });
  const load = async (path: string): Promise<unknown> => import(pathToFileURL(join(directory, path)).href);
  const { getPostgreSQLEventStore } = (await load(ENTRY)) as Emmett;
  const { default: driver } = (await load('node_modules/pg/lib/index.js')) as { default: Driver };
  const pool = new driver.Pool({ connectionString: url, max: CONNECTIONS });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  await store.schema.migrate();
  return {
    name: 'emmett',
    append: (streamId, event, expectedVersion) =>
      store.appendToStream(streamId, [event], { expectedStreamVersion: BigInt(expectedVersion) }),
    close: async () => {
      await store.close();
      await pool.end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
