import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { CREATE_TALLIES, deposit, TallyHost } from './testing/tally.ts';

// What memory cannot show: hosts that write and fold at once, on real locks and real commits.

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 10 });
  await pool.query(CREATE_TALLIES);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const WRITERS = 4;
const BATCHES = 60;

describe('projections on PostgreSQL', () => {
  it('fold every event once while writers commit out of order, two hosts fold and one rebuilds', async () => {
    const store = new PostgresStore(pool, 'public');
    const hosts = [new TallyHost(store, store), new TallyHost(store, store)];
    let writing = true;
    let seen = 0;
    const folding = hosts.map(async (host) => {
      while (writing) await host.turn();
    });
    const reading = (async () => {
      while (writing) {
        const rows = (await hosts[1]?.read()) ?? {};
        const count = Object.values(rows).reduce((sum, [each]) => sum + each, 0);
        expect(count).toBeGreaterThanOrEqual(seen);
        seen = count;
      }
    })();
    const written = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let batch = 1; batch <= BATCHES; batch++) {
        if (batch % 20 === 0 && writer === 0) await hosts[0]?.projections.rebuild('tally');
        await deposit(store, [`account ${writer}`, batch], ['shared', batch]);
      }
    });
    await Promise.all(written);
    writing = false;
    await Promise.all([...folding, reading]);
    await hosts[0]?.untilDone();
    const rows = await hosts[0]?.read();
    for (let writer = 0; writer < WRITERS; writer++) expect(rows?.[`account ${writer}`]).toEqual([BATCHES, BATCHES]);
    expect(rows?.shared?.[0]).toBe(WRITERS * BATCHES);
    const { rows: left } = await pool.query('select distinct generation from tallies');
    expect(left).toHaveLength(1);
  });

  it('go over to a newer fold while hosts of both fold and write, and stay there', async () => {
    const store = new PostgresStore(pool, 'public');
    const before = Number((await pool.query('select count(*) from view_feed')).rows[0].count);
    const [old, renewed] = [new TallyHost(store, store), new TallyHost(store, store, { version: 2 })];
    await old.untilDone();
    const writing = (async () => {
      for (let batch = 1; batch <= BATCHES; batch++) await deposit(store, ['shared', batch]);
    })();
    for (let round = 0; round < 40; round++) await Promise.all([old.turn(), renewed.turn()]);
    await writing;
    await renewed.untilDone();
    await old.turn();
    expect((await old.read())?.shared).toEqual([before + BATCHES, BATCHES]);
    const { rows } = await pool.query('select state, fold_version from projection_generations');
    expect(rows).toEqual([{ state: 'active', fold_version: 2 }]);
  });
});
