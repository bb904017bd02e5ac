import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { rowsRead } from '../testing/rows-read.ts';
import { sweepInbox } from './inbox.ts';

const SCHEMA = 'inbox_test';
const NOW_MS = Date.UTC(2030, 0, 1);
const DAY_MS = 24 * 60 * 60 * 1000;

let database: TestDatabase;
/** One connection, so that what it read is counted before anybody asks. */
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 1 });
  const folder = fileURLToPath(new URL('migrations/inbox', import.meta.url));
  await migrate(pool, [{ schema: SCHEMA, name: 'inbox', folder }]);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function fill(count: number, atMs: number): Promise<void> {
  await pool.query(
    `insert into ${SCHEMA}.inbox (consumer, message_id, at, version)
     select 'secretary', gen_random_uuid(), $2, 1 from generate_series(1, $1)`,
    [count, new Date(atMs)],
  );
}

it.each([4_000, 3])('sweeps %i old marks among many without reading all of them', async (old) => {
  await fill(old, NOW_MS - 8 * DAY_MS);
  await fill(100_000, NOW_MS - DAY_MS);
  await pool.query(`analyze ${SCHEMA}.inbox`);
  const before = await rowsRead(pool, SCHEMA, 'inbox');
  expect(await sweepInbox(new PostgresStore(pool, SCHEMA), NOW_MS, 7 * DAY_MS)).toBe(old);
  expect((await rowsRead(pool, SCHEMA, 'inbox')) - before).toBeLessThan(20_000);
});
