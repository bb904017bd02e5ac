import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import type { MemoryRows, Reader } from '../../platform/rpc/module.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { ordering } from './contract.ts';
import { orderModule } from './module.ts';
import { orderPage } from './queries/order-page.ts';
import { orders } from './tables.ts';
import { SAGA, START_MS, told } from './testing/orders.ts';

let database: TestDatabase;
let pool: pg.Pool;
let local: LocalModule;

const id = (digit: number): string => `00000000-0000-7000-8000-00000000000${digit}`;
const ORDERS = [1, 2, 3, 4].map((digit) => ({ orderId: id(digit), customerId: digit === 2 ? 'bob' : 'ann' }));

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 2 });
  const folder = fileURLToPath(new URL('migrations', import.meta.url));
  await migrate(pool, [{ schema: 'ordering', name: 'ordering', folder }]);
  local = new LocalModule(orderModule(), {
    store: new PostgresStore(pool, 'ordering'),
    reader: { query: async (text, values = []) => (await pool.query(text, [...values])).rows },
    clock: new FakeClock(),
    record: () => false,
  });
  for (const order of ORDERS)
    await call(ordering.placeOrder({ ...told, storeCreditMinor: 0, ...order, sagaId: SAGA, paymentMethod: 'card' }));
  await call(ordering.confirmOrder({ orderId: id(1), reservedAtMs: 0, paidAtMs: 0 }));
  await call(ordering.withdrawOrder({ orderId: id(4), reason: 'out_of_stock' }));
  await call(ordering.withdrawOrder({ orderId: id(9), reason: 'expired' }));
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function call<Request, Reply>({ method, request }: Call<Request, Reply>): Promise<Reply> {
  return (await local.call(method, request)) as Reply;
}

async function list(request: { customerId?: string; status?: string; before?: string; limit?: number }) {
  const { orders, more } = await call(
    ordering.listOrders({ customerId: '', status: '', before: '', limit: 10, ...request }),
  );
  return { ids: orders.map(({ orderId }) => orderId), more, orders };
}

describe('listing orders', () => {
  it('answers the newest first, and goes on before the page before', async () => {
    expect(await list({ limit: 3 })).toMatchObject({ ids: [id(4), id(3), id(2)], more: true });
    expect(await list({ limit: 3, before: id(2) })).toMatchObject({ ids: [id(1)], more: false });
    expect(await list({ limit: 4 })).toMatchObject({ more: false });
  });

  it('can be narrowed to a customer, a status, or both', async () => {
    expect((await list({ customerId: 'ann' })).ids).toEqual([id(4), id(3), id(1)]);
    expect((await list({ status: 'PENDING' })).ids).toEqual([id(3), id(2)]);
    expect((await list({ customerId: 'ann', status: 'PENDING', before: id(4) })).ids).toEqual([id(3)]);
    expect((await list({ customerId: 'nobody' })).ids).toEqual([]);
  });

  it('looks through a bounded number for a status, and says how far it came; in memory too', async () => {
    const query: Reader['query'] = async (text, values = []) => (await pool.query(text, [...values])).rows;
    const store = new PostgresStore(pool, 'ordering');
    const rows = await store.transact((transaction) => transaction.find(orders, [], { limit: 99 }));
    const inMemory = new MemoryStore();
    await inMemory.transact(async (transaction) =>
      transaction.write(rows.map(({ row, version }) => ({ write: 'insert', table: orders, row, version }))),
    );
    const memory: MemoryRows = (table) => inMemory.rows(table);
    for (const reader of [{ query }, { query, memory }]) {
      const page = async (status: string, beside = '', limit = 9) => {
        const equal = [['status', status] as const];
        const found = await orderPage(reader, { equal, beside, direction: 'descending', limit, lookThrough: 2 });
        return { ids: found.orders.map(({ orderId }) => orderId), more: found.more, lookedTo: found.lookedTo };
      };
      expect(await page('CONFIRMED')).toEqual({ ids: [], more: true, lookedTo: id(2) });
      expect(await page('CONFIRMED', id(2))).toEqual({ ids: [id(1)], more: false, lookedTo: '' });
      expect(await page('PENDING', '', 1)).toEqual({ ids: [id(3)], more: true, lookedTo: '' });
      expect(await page('PENDING')).toEqual({ ids: [id(3), id(2)], more: true, lookedTo: id(2) });
    }
  });

  it('leaves out those that were withdrawn before they arrived', async () => {
    expect((await list({})).ids).not.toContain(id(9));
    expect((await list({ status: 'WITHDRAWN' })).ids).toEqual([]);
  });

  it('answers each order as looking it up does', async () => {
    const { orders } = await list({});
    const found = await call(ordering.getOrders({ orderIds: orders.map(({ orderId }) => orderId) }));
    expect(orders).toEqual(found.orders);
    expect(orders[0]).toMatchObject({
      status: 'CANCELLED',
      reason: 'out_of_stock',
      totalMinor: 1000,
      timeline: [
        { status: 'PENDING', atMs: START_MS },
        { status: 'CANCELLED', atMs: START_MS },
      ],
      version: 2,
    });
  });

  it('fails for a place to go on from that is no order id', () =>
    expect(list({ before: 'page 2' })).rejects.toThrow('"page 2" is no order id'));
});

describe('auditing orders', () => {
  const audit = (afterOrderId: string, limit: number) => call(ordering.auditOrders({ afterOrderId, limit }));

  it('answers every order in order of id, the oldest first', async () => {
    const first = await audit('', 3);
    const rest = await audit(id(3), 3);
    expect([first.more, rest.more]).toEqual([true, false]);
    expect([...first.orders, ...rest.orders].map(({ orderId }) => orderId)).toEqual([1, 2, 3, 4].map(id));
  });

  it('tells all of them but the names of their lines', async () => {
    const { orders } = await audit('', 1);
    const found = await call(ordering.getOrders({ orderIds: [id(1)] }));
    expect(orders).toEqual(
      found.orders.map((order) => ({ ...order, lines: order.lines.map((line) => ({ ...line, name: '' })) })),
    );
  });
});

describe('looking up orders', () => {
  it('leaves out what was withdrawn before it arrived, and ids that the database could not even read', async () => {
    const { orders } = await call(ordering.getOrders({ orderIds: ['no UUID', id(9), id(1)] }));
    expect(orders.map(({ orderId }) => orderId)).toEqual([id(1)]);
  });
});
