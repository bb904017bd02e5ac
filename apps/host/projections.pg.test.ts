import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FollowingClock } from '../../platform/lifecycle/following-clock.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { viewFeed } from '../../platform/projections/event-log.ts';
import { generations, inGenerations } from '../../platform/projections/generations.ts';
import { Projections } from '../../platform/projections/projections.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { orderList } from '../../views/orders/order-list.ts';
import { stockList } from '../../views/stock/stock-list.ts';
import { readConfig } from './config.ts';
import { migrateAll } from './migrations.ts';
import { logsOf, PROJECTIONS, VIEW_SCHEMA } from './projections.ts';
import { MODULE_NAMES } from './room-names.ts';
import { differences } from './testing/declared-tables.ts';
import { buildModule } from './testing/module-histories.ts';
import { oneDatabase } from './testing/one-database.ts';

const clock = new FollowingClock(systemClock);

let database: TestDatabase;
let pool: pg.Pool;
const modules = new Map(MODULE_NAMES.map((name) => [name, buildModule(name)]));

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 4 });
  await migrateAll(oneDatabase(pool, clock), modules, { withProcesses: true });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('the tables of views', () => {
  const viewed = [...new Set(PROJECTIONS.flatMap(({ tables }) => tables))].map(inGenerations);
  it.each([generations, ...viewed])('$name is as it is declared', async (table) => {
    expect(await differences(pool, VIEW_SCHEMA, table)).toEqual([]);
  });
});

describe.each(MODULE_NAMES)('the event log of %s', (name) => {
  const schema = modules.get(name)?.name ?? name;

  it('has its columns, and takes its key from the store', async () => {
    // The store numbers records; the database's key is that number.
    expect(await differences(pool, schema, viewFeed)).toEqual([
      `${schema}.view_feed has the primary key (position) and is declared with (record_id)`,
    ]);
  });

  it.each(['update %s set events = events', 'delete from %s', 'truncate %s'])('refuses to %s', (statement) =>
    expect(pool.query(statement.replace('%s', `${schema}.view_feed`))).rejects.toThrow('append-only'),
  );
});

describe('lists on PostgreSQL', () => {
  it('filter and page by the columns of the views', async () => {
    const store = new PostgresStore(pool, VIEW_SCHEMA);
    const projections = new Projections({
      store,
      projections: PROJECTIONS,
      logs: logsOf(readConfig({}), modules, oneDatabase(pool, clock)),
      clock: new FakeClock(),
      onFailure: (name, error) => {
        throw new Error(`${name}: ${error.message}`);
      },
    });
    for (const { name } of PROJECTIONS) await projections.turn(name);
    const orderId = (digit: number) => `00000000-0000-7000-8000-00000000000${digit}`;
    for (const [digit, customer, status] of [
      [1, 'ann', 'CONFIRMED'],
      [2, 'bob', 'PENDING'],
      [3, 'ann', 'PENDING'],
      [4, 'ann', ''],
    ] as const) {
      await pool.query(
        `insert into views.order_view values (1, $1, '', $2, $3, '', '', 'GBP', 0, '', 0, 0, 'card', '[]', '[]', '{}', 1)`,
        [orderId(digit), customer, status],
      );
    }
    const list = orderList(projections);
    const page = async (selection: Partial<Parameters<typeof list.page>[0]>) => {
      const found = await list.page({ customerId: '', status: '', before: '', limit: 9, ...selection });
      return [found?.orders.map((order) => Number(order.orderId.at(-1))), found?.more];
    };
    expect(await page({})).toEqual([[3, 2, 1], false]);
    expect(await page({ limit: 2 })).toEqual([[3, 2], true]);
    expect(await page({ before: orderId(2) })).toEqual([[1], false]);
    expect(await page({ customerId: 'ann', status: 'PENDING' })).toEqual([[3], false]);
    expect(await page({ status: 'CANCELLED' })).toEqual([[], false]);
    const near = orderList(projections, 1);
    const first = { customerId: '', status: 'CONFIRMED', before: '', limit: 9 };
    expect(await near.page(first)).toEqual({ orders: [], more: true, lookedTo: orderId(2) });
    const rest = await near.page({ ...first, before: orderId(2) });
    expect(rest).toMatchObject({ orders: [{ orderId: orderId(1) }], more: false });
    const full = await near.page({ ...first, status: 'PENDING', limit: 1 });
    expect(full).toEqual({ orders: [expect.objectContaining({ orderId: orderId(3) })], more: true });
    for (const [sku, warehouse] of [
      ['A', 'main'],
      ['A', 'north'],
      ['B', 'main'],
    ]) {
      await pool.query('insert into views.stock_view values (1, $1, $2, 2, 1, 1, 1)', [sku, warehouse]);
    }
    const firstSkus = await stockList(projections).page({ prefix: '', after: '', limit: 1 });
    expect([firstSkus?.skus.map(({ warehouses }) => warehouses.length), firstSkus?.more]).toEqual([[2], true]);
    const begun = await stockList(projections).page({ prefix: 'B', after: '', limit: 9 });
    expect(begun?.skus.map(({ sku }) => sku)).toEqual(['B']);
    const second = await stockList(projections).page({ prefix: '', after: 'A', limit: 1 });
    expect([second?.skus.map(({ sku }) => sku), second?.more]).toEqual([['B'], false]);
  });
});
