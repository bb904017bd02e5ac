import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Closers } from '../../platform/lifecycle/closers.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { scratchDirectory } from '../../platform/postgres/embedded/testing/scratch-directory.ts';
import { keepEmbeddedServer } from './embedded-server.ts';

async function postmaster(directory: string): Promise<number> {
  const [pid] = (await readFile(join(directory, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
  return Number(pid);
}

it('starts a killed server again at the same address, with what was committed', async () => {
  const scratch = await scratchDirectory();
  const closers = new Closers();
  const errors: string[] = [];
  const log = { error: (_: unknown, message = '') => errors.push(message) };
  const url = await keepEmbeddedServer(
    { directory: scratch.path, ownPorts: [], onProgress: () => undefined, log },
    closers,
  );
  const pool = openDatabase({ url, poolSize: 1 });
  await pool.query('create table kept as select 1 as row');
  const before = await postmaster(scratch.path);
  process.kill(before, 'SIGKILL');
  const soon = { timeout: 20_000 };
  await expect.poll(() => postmaster(scratch.path).catch(() => before), soon).not.toBe(before);
  const rows = () =>
    pool.query('select row from kept').then(
      (result) => result.rows,
      (error: Error) => error.message,
    );
  await expect.poll(rows, soon).toEqual([{ row: 1 }]);
  expect(errors).toEqual([expect.stringContaining('has ended by itself')]);
  await pool.end();
  await closers.closeAll((name, error) => expect.fail(`${name}: ${error.message}`));
  await scratch.remove();
}, 60_000);
