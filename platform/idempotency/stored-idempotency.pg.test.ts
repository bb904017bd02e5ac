import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import { createTestDatabase } from '../testing/database.ts';
import { FakeClock } from '../testing/fake-clock.ts';
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
