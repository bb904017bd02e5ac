import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import { createTestDatabase } from '../testing/database.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { rowsRead } from '../testing/rows-read.ts';
import type { OperationKey } from './idempotency.ts';
import { StoredIdempotency } from './stored-idempotency.ts';

// Two hosts on one PostgreSQL: what the memory store cannot show are claims that meet inside the database.

const FOLDER = fileURLToPath(new URL('migrations', import.meta.url));
const keyed = (key: string): OperationKey => ({ principal: 'anna', key, fingerprint: 'f' });

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pools: pg.Pool[];
const clock = new FakeClock();

beforeAll(async () => {
  database = await createTestDatabase();
  pools = [openDatabase({ url: database.url, poolSize: 4 }), openDatabase({ url: database.url, poolSize: 4 })];
  for (const pool of pools.slice(0, 1)) {
    await migrate(pool, [{ schema: 'idempotency_test', name: 'idempotency', folder: FOLDER }]);
  }
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

function hosts(): StoredIdempotency[] {
  return pools.map(
    (pool) => new StoredIdempotency({ store: new PostgresStore(pool, 'idempotency_test'), clock, newId: v7 }),
  );
}

describe('two hosts on one database', () => {
  it('claim each of many keys exactly once between them', async () => {
    const racing = hosts();
    const operations = Array.from({ length: 200 }, (_, index) => keyed(`race-${index}`));
    // The second host goes through the keys backwards, so that batches overlap in every way.
    const claims = await Promise.all([
      ...operations.map((operation) => racing[0]?.claim(operation)),
      ...operations.toReversed().map((operation) => racing[1]?.claim(operation)),
    ]);
    const ids = claims.flatMap((claim) => (claim?.state === 'claimed' ? [claim.operationId] : []));

    expect(ids).toHaveLength(200);
    expect(claims.filter((claim) => claim?.state === 'running')).toHaveLength(200);
  });

  it('take over what the other left behind exactly once, under its operation id', async () => {
    const operation = keyed('left-behind');
    const [first] = hosts();
    const claimed = await first?.claim(operation);
    clock.advance(60_000);
    const claims = await Promise.all(hosts().map((host) => host.claim(operation)));

    expect(claims.filter(({ state }) => state === 'claimed')).toEqual([{ ...claimed, attempt: 2, isRepeat: true }]);
  });

  it('give one answer of a mebibyte to the letter', async () => {
    const operation = keyed('large');
    const [one, two] = hosts();
    const answer = { status: 201, headers: { b: '1', a: '2' }, body: `"\u0000\\${'ü'.repeat(1024 * 512)}` };
    await one?.claim(operation);
    await one?.complete({ ...operation, attempt: 1 }, answer);

    expect(await two?.claim(operation)).toEqual({ state: 'answered', answer });
  });

  it('forget swept keys', async () => {
    const [one, two] = hosts();
    await one?.claim(keyed('old'));
    clock.advance(24 * 60 * 60 * 1000);
    await one?.claim(keyed('new'));
    const swept = await Promise.all([one?.sweep(clock.nowMs()), two?.sweep(clock.nowMs())]);

    expect(swept.reduce((sum = 0, count = 0) => sum + count, 0)).toBeGreaterThan(0);
    expect(await two?.claim(keyed('new'))).toMatchObject({ state: 'running' });
    expect(await two?.claim(keyed('old'))).toMatchObject({ state: 'claimed' });
  });
});

describe('a sweep', () => {
  it('reads what is due, and little of what is kept, when some of many keys are', async () => {
    const pool = openDatabase({ url: database.url, poolSize: 1 });
    const nowMs = Date.UTC(2030, 0, 1);
    await fill(pool, 4_000, nowMs - 2 * DAY_MS);
    await fill(pool, 100_000, nowMs - DAY_MS / 2);
    await pool.query('analyze idempotency_test.operations');
    const before = await rowsRead(pool, 'idempotency_test', 'operations');
    const store = new PostgresStore(pool, 'idempotency_test');
    const swept = await new StoredIdempotency({ store, clock, newId: v7 }).sweep(nowMs);
    expect(swept).toBeGreaterThanOrEqual(4_000);
    expect((await rowsRead(pool, 'idempotency_test', 'operations')) - before).toBeLessThan(15_000);
    await pool.end();
  });
});

const DAY_MS = 24 * 60 * 60 * 1000;

async function fill(pool: pg.Pool, count: number, atMs: number): Promise<void> {
  await pool.query(
    `insert into idempotency_test.operations
       (id, fingerprint, operation_id, state, answer, owner, claimed_until, created_at, version)
     select gen_random_uuid(), 'f', gen_random_uuid(), 'free', null, '', $2, $2, 1 from generate_series(1, $1)`,
    [count, new Date(atMs)],
  );
}
