import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import type { Module } from '../../platform/rpc/module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import type { Place } from '../../platform/testing/batch-equals-sequence.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { migrateAll } from './migrations.ts';
import { MODULE_NAMES } from './room-names.ts';
import { differences } from './testing/declared-tables.ts';
import { batchesEqualSequence, buildModule, FIELD_VALUES } from './testing/module-histories.ts';

const RUNS = 30;
/** More rows than any history leaves. */
const ALL = 10_000;

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 2 });
  const modules = new Map(MODULE_NAMES.map((name) => [name, buildModule(name)]));
  await migrateAll({ reportPoolOf: () => pool }, modules, {
    withProcesses: false,
  });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

/** The module's own schema, emptied. */
async function emptied({ name: schema, tables }: Module): Promise<Place> {
  // Ledgers refuse to be truncated; a session that replays what others did is asked no questions.
  await pool.query(`
    begin;
    set local session_replication_role = replica;
    truncate ${tables.map((table) => `${schema}.${table.name}`).join(', ')};
    commit`);
  const store = new PostgresStore(pool, schema);
  return { store, rows: (table) => store.transact((transaction) => transaction.find(table, [], { limit: ALL })) };
}

describe.each(MODULE_NAMES)('the schema of %s', (name) => {
  const module = buildModule(name);

  it.each(module.tables)('has the table $name as it is declared', async (table) => {
    expect(await differences(pool, module.name, table)).toEqual([]);
  });

  it('keeps of batches what memory keeps of their commands one by one', () =>
    batchesEqualSequence(() => buildModule(name), FIELD_VALUES[name], {
      runs: RUNS,
      openPlace: () => emptied(module),
    }));
});

describe('the property', () => {
  it('catches a database that refuses what memory keeps', async () => {
    await emptied(buildModule('pricing'));
    await pool.query('alter table pricing.prices add constraint cheap check (amount_minor < 200)');
    const batched = batchesEqualSequence(() => buildModule('pricing'), FIELD_VALUES.pricing, {
      runs: RUNS,
      openPlace: () => emptied(buildModule('pricing')),
      endOnFailure: true,
    });
    await expect(batched).rejects.toThrow('Property failed');
  });
});
