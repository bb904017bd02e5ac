import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { doorsOf, LocalModule } from '../../platform/rpc/local-module.ts';
import type { Reader } from '../../platform/rpc/module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { sweepExpiredHolds } from './commands/sweep-expired-holds.ts';
import { inventory } from './contract.ts';
import { inventoryModule } from './module.ts';
import { adjust, confirm, giveBack, HOLD_1, HOLD_2, release, reserve } from './testing/steps.ts';

// What the memory store cannot show: the SQL of queries and sweep, and what the database itself refuses.

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;
let reader: Reader;
let clock: FakeClock;
let local: LocalModule;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 4 });
  const folder = fileURLToPath(new URL('migrations/', import.meta.url));
  await migrate(pool, [{ schema: 'inventory', name: 'inventory', folder }]);
  reader = {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await pool.query(text, [...values])).rows as Row[],
  };
});

beforeEach(async () => {
  // A test may empty the ledger; nothing else can.
  await pool.query(`alter table inventory.movements disable trigger movements_are_append_only;
    truncate inventory.holds, inventory.shelves, inventory.movements;
    alter table inventory.movements enable trigger movements_are_append_only`);
  clock = new FakeClock();
  const store = new PostgresStore(pool, 'inventory');
  local = new LocalModule(inventoryModule(), { store, reader, clock, record: () => false });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

function ask<Reply>(call: Call<unknown, Reply>): Promise<Reply> {
  return doorsOf([local]).call(call);
}

async function inOrder(...calls: readonly Call[]): Promise<void> {
  for (const call of calls) await ask(call);
}

describe('inventory on PostgreSQL', () => {
  it('counts open holds for its gauge: held ones, and overdue ones', async () => {
    const gauges = async () => (await Promise.all(local.gauges().map(({ read }) => read()))).map((one) => [...one]);
    expect(await gauges()).toEqual([
      [
        ['held', 0],
        ['overdue', 0],
      ],
    ]);
    await inOrder(
      adjust('goods-in', 'MUG', 5),
      reserve(HOLD_1, ['MUG', 1]),
      reserve(HOLD_2, ['MUG', 1]),
      confirm(HOLD_2),
    );
    expect((await gauges())[0]?.[0]).toEqual(['held', 1]);
    clock.advance(365 * 24 * 60 * 60_000);
    expect(await gauges()).toEqual([
      [
        ['held', 0],
        ['overdue', 1],
      ],
    ]);
  });

  it('decides a batch of many commands on the same rows', async () => {
    await ask(adjust('goods-in', 'MUG', 30));
    const ids = Array.from({ length: 40 }, (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`);
    const replies = await Promise.all(ids.map((id) => ask(reserve(id, ['MUG', 1]))));

    expect(replies.map(({ kind }) => kind)).toEqual([...Array(30).fill('reserved'), ...Array(10).fill('short')]);
    await Promise.all([
      ...ids.slice(0, 10).map((id) => ask(confirm(id))),
      ...ids.slice(10, 20).map((id) => ask(release(id))),
    ]);
    expect(await ask(inventory.auditStock({ afterSku: '', limit: 10 }))).toEqual({
      shelves: [{ sku: 'MUG', warehouse: 'north', onHand: 30, reserved: 20, ledgerOnHand: 30, held: 20 }],
      more: false,
    });
  });

  it('audits every SKU and warehouse, a page at a time', async () => {
    await inOrder(
      adjust('a-1', 'MUG', 3, 'north'),
      adjust('a-2', 'MUG', 2, 'south'),
      adjust('a-3', 'POT', 5, 'south'),
      adjust('a-4', 'POT', -1, 'south'),
      reserve(HOLD_1, ['MUG', 4], ['POT', 2]),
      giveBack(HOLD_2),
    );

    expect(await ask(inventory.auditStock({ afterSku: '', limit: 1 }))).toEqual({
      shelves: [
        { sku: 'MUG', warehouse: 'north', onHand: 3, reserved: 3, ledgerOnHand: 3, held: 3 },
        { sku: 'MUG', warehouse: 'south', onHand: 2, reserved: 1, ledgerOnHand: 2, held: 1 },
      ],
      more: true,
    });
    expect(await ask(inventory.auditStock({ afterSku: 'MUG', limit: 1 }))).toEqual({
      shelves: [{ sku: 'POT', warehouse: 'south', onHand: 4, reserved: 2, ledgerOnHand: 4, held: 2 }],
      more: false,
    });
  });

  it('finds in the audit what is out of balance, a lost shelf included', async () => {
    await inOrder(adjust('a-1', 'MUG', 3), adjust('a-2', 'POT', 5), reserve(HOLD_1, ['MUG', 1], ['POT', 2]));
    await pool.query(`delete from inventory.shelves where sku = 'POT'`);
    await pool.query(
      `update inventory.shelves set warehouses = '[{"warehouse": "north", "onHand": 9, "reserved": 0}]'`,
    );

    expect(await ask(inventory.auditStock({ afterSku: '', limit: 10 }))).toEqual({
      shelves: [
        { sku: 'MUG', warehouse: 'north', onHand: 9, reserved: 0, ledgerOnHand: 3, held: 1 },
        { sku: 'POT', warehouse: 'north', onHand: 0, reserved: 0, ledgerOnHand: 5, held: 2 },
      ],
      more: false,
    });
  });

  it('lists holds in order of id, by status where one is named', async () => {
    await inOrder(adjust('a-1', 'MUG', 3), reserve(HOLD_2, ['MUG', 1]), release(HOLD_1));
    const held = {
      holdId: HOLD_2,
      status: 'held',
      expiresAtMs: Date.UTC(2026, 0, 1, 1),
      allocations: [{ sku: 'MUG', warehouse: 'north', quantity: 1 }],
      setAsideId: '',
    };

    expect(await ask(inventory.listHolds({ afterHoldId: '', limit: 1, status: '' }))).toMatchObject({
      holds: [{ holdId: HOLD_1, status: 'released' }],
      more: true,
    });
    expect(await ask(inventory.listHolds({ afterHoldId: HOLD_1, limit: 9, status: '' }))).toEqual({
      holds: [held],
      more: false,
    });
    expect(await ask(inventory.listHolds({ afterHoldId: '', limit: 9, status: 'held' }))).toEqual({
      holds: [held],
      more: false,
    });
  });

  it('sweeps the holds whose time is over, and only those', async () => {
    await inOrder(adjust('a-1', 'MUG', 3), reserve(HOLD_1, ['MUG', 1]), reserve(HOLD_2, ['MUG', 1]), confirm(HOLD_2));
    const sweep = sweepExpiredHolds(5_000);
    const statuses = async () => (await pool.query(`select status from inventory.holds order by hold_id`)).rows;

    await sweep.run(doorsOf([local]), reader, clock);
    expect(await statuses()).toEqual([{ status: 'held' }, { status: 'confirmed' }]);

    clock.advance(3_600_000);
    await sweep.run(doorsOf([local]), reader, clock);
    expect(await statuses()).toEqual([{ status: 'released' }, { status: 'confirmed' }]);
  });

  it.each([
    `update inventory.movements set delta = 1`,
    `delete from inventory.movements`,
    `truncate inventory.movements`,
  ])('keeps its ledger append-only: %s', async (statement) => {
    await ask(adjust('a-1', 'MUG', 3));

    await expect(pool.query(statement)).rejects.toThrow('the ledger is append-only');
  });

  it.each([
    '[{"warehouse": "north", "onHand": 1, "reserved": 2}]',
    '[{"warehouse": "north", "onHand": 1, "reserved": -1}]',
    '[{"warehouse": "north", "onHand": 1}]',
    '[{"warehouse": "north", "onHand": "1", "reserved": 0}]',
    '{}',
  ])('refuses a shelf that cannot be: %s', async (warehouses) => {
    const insert = pool.query(`insert into inventory.shelves values ('MUG', $1, 1)`, [warehouses]);

    await expect(insert).rejects.toThrow('violates check constraint');
  });
});
