import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { StoredOperatorLog } from './stored-operator-log.ts';

// The same log in the real table, begun and ended by two hosts at once.

const FOLDER = fileURLToPath(new URL('migrations', import.meta.url));
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 8 });
  await migrate(pool, [{ schema: 'operators_test', name: 'operators', folder: FOLDER }]);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

it('keeps every entry that two hosts write at once, newest first', async () => {
  const [one, other] = [1, 2].map(
    () => new StoredOperatorLog(new PostgresStore(pool, 'operators_test'), new FakeClock()),
  );
  if (one === undefined || other === undefined) throw new Error('there are two');
  const ids = Array.from({ length: 20 }, () => v7());
  const written = { actor: 'eve', action: 'sale.open', object: { kind: 'sale', id: 's' }, reason: '', traceId: '' };
  await Promise.all(ids.flatMap((entryId) => [one, other].map((log) => log.begin({ entryId, ...written }))));
  await Promise.all(ids.map((entryId, index) => (index % 2 === 0 ? one : other).end(entryId, 'done')));
  const first = await one.list({ action: 'sale.open', limit: 15 });
  const rest = await other.list({ before: first.entries.at(-1)?.entryId ?? '', limit: 15 });
  const all = [...first.entries, ...rest.entries];
  expect([first.more, rest.more, all.map(({ entryId }) => entryId)]).toEqual([true, false, ids.toReversed()]);
  expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(['done']));
  expect((await one.list({ action: 'sale.close', limit: 15 })).entries).toEqual([]);
});
