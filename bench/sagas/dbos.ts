import { execFile, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Contender } from './contender.ts';
import type { DbosOrder } from './dbos-child.ts';

// DBOS Transact is measured, not used: it is installed into a scratch directory for the time of the run.

const PACKAGE = '@dbos-inc/dbos-sdk@5.3.0';
const ENTRY = 'node_modules/@dbos-inc/dbos-sdk/dist/src/index.js';

/** A workflow of three steps, each checkpointed, on a system database of its own on the same server. */
export async function openDbos(systemDatabaseUrl: string): Promise<Contender> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-dbos-'));
  await writeFile(join(directory, 'package.json'), '{"private":true}');
  const flags = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await promisify(execFile)('npm', [...flags, PACKAGE], { cwd: directory });
  const file = fileURLToPath(new URL('./dbos-child.js', import.meta.url));
  const child = fork(file, [join(directory, ENTRY), systemDatabaseUrl]);
  const ask = (order: DbosOrder) => child.send(order);
  await once(child, 'message');
  return {
    name: 'DBOS Transact',
    measure: async (durationMs, runners) => {
      ask({ durationMs, runners });
      const [rate] = (await once(child, 'message')) as [number];
      return rate;
    },
    close: async () => {
      const exit = once(child, 'exit');
      ask({});
      await exit;
      await rm(directory, { recursive: true, force: true });
    },
  };
}
