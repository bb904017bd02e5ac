import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { hostOf } from '../testing/hosts.ts';
import { rowsRead } from '../testing/rows-read.ts';
import { trip, World } from '../testing/trip-saga.ts';
import { SAGA_STATUSES, type SagaStatus, type Sagas } from './saga-view.ts';

const SCHEMA = 'trips';
const FOLDER = fileURLToPath(new URL('migrations', import.meta.url));
const COMPLETED = 20_000;
/** How many there are of each among the oldest. */
const FEW: Readonly<Record<string, number>> = { in_progress: 4, compensating: 3, compensated: 2, parked: 1 };

let database: TestDatabase;
/** One connection, so that what it read is counted before anybody asks. */
let pool: pg.Pool;
let sagas: Sagas;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 1, applicationName: 'host' });
  await migrate(pool, [{ schema: SCHEMA, name: 'saga', folder: FOLDER }]);
  for (const [status, count] of Object.entries(FEW)) await fill(status, count);
  await fill('completed', COMPLETED);
  await pool.query(`analyze ${SCHEMA}.sagas`);
  const host = hostOf(new PostgresStore(pool, SCHEMA), new World(), { newId: v7, definitions: [trip] });
  sagas = host.engine.view();
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function fill(status: string, count: number): Promise<void> {
  const hasEnded = ['completed', 'compensated', 'parked'].includes(status);
  await pool.query(
    `insert into ${SCHEMA}.sagas (saga_id, definition, subject_id, status, data, trace_id, owner, created_at, ended_at, version)
     select unnest($1::uuid[]), $2, 'x', $3, '{}', 't', 'host', now(), case when $4 then now() end, 1`,
    [Array.from({ length: count }, () => v7()), trip.name, status, hasEnded],
  );
}

describe('a list of sagas by a status that few have', () => {
  it.each(SAGA_STATUSES.filter((status) => status !== 'completed'))('reads few where it is %s', async (status) => {
    const before = await rowsRead(pool, SCHEMA, 'sagas');
    const page = await sagas.list({ status, limit: 20 });
    expect(page.sagas.map((saga): SagaStatus => saga.status)).toEqual(Array(FEW[status] ?? 0).fill(status));
    expect((await rowsRead(pool, SCHEMA, 'sagas')) - before).toBeLessThan(100);
  });

  it('reads as many as it answers where it is one that most have', async () => {
    const before = await rowsRead(pool, SCHEMA, 'sagas');
    expect((await sagas.list({ status: 'completed', limit: 20 })).sagas).toHaveLength(20);
    const read = (await rowsRead(pool, SCHEMA, 'sagas')) - before;
    expect(read).toBeGreaterThan(19);
    expect(read).toBeLessThan(100);
  });
});
