import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { doorsOf, LocalModule } from '../../platform/rpc/local-module.ts';
import type { Reader } from '../../platform/rpc/module.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import type { Store } from '../../platform/store/store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { migrateAll } from './migrations.ts';
import { buildModule } from './testing/module-histories.ts';

// A simulation asks the modules' queries of rows in memory. They answer what SQL answers, for the same history.

const NAMES = ['inventory', 'order', 'payment', 'promotion', 'sale'] as const;
const HISTORY = 220;

let database: TestDatabase;
let pool: pg.Pool;
const clock = new FakeClock();
const ids = Array.from({ length: 12 }, (_, index) => `00000000-0000-7000-8000-0000000000${index + 10}`);

const SALE = '00000000-0000-7000-8000-0000000000e1';
const SALE_TERMS = {
  productId: 'p',
  sku: 'SKU-0',
  quantity: 9,
  priceMinor: 500,
  currency: 'GBP',
  startsAtMs: 0,
  endsAtMs: clock.nowMs() + 3_600_000,
  perCustomerLimit: 5,
  rateRequests: 5,
  rateWindowMs: 1_000,
};

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 4 });
  const modules = new Map(NAMES.map((name) => [name, buildModule(name)]));
  await migrateAll({ reportPoolOf: () => pool }, modules, {
    withProcesses: false,
  });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

function shop(storeOf: (schema: string) => Store, readerOf: (store: Store) => Reader) {
  const locals = NAMES.map((name) => {
    const module = buildModule(name);
    const store = storeOf(module.name);
    return new LocalModule(module, { store, reader: readerOf(store), clock, record: () => false });
  });
  const doors = doorsOf(locals);
  return {
    ask: <Reply>(call: Call<unknown, Reply>): Promise<Reply> => doors.call(call),
    sweep: () => locals[0]?.module.tasks?.[0]?.run(doors, readerOf(storeOf('inventory')), clock),
  };
}

const query = async <Row>(text: string, values: readonly unknown[] = []) =>
  (await pool.query(text, [...values])).rows as Row[];
const memories = new Map<string, MemoryStore>();
function memoryOf(schema: string): MemoryStore {
  const store = memories.get(schema) ?? new MemoryStore();
  memories.set(schema, store);
  return store;
}

/** The generator of Park and Miller: the same history each time. */
let state = 42;
function below(limit: number): number {
  state = (state * 48_271) % 2_147_483_647;
  return state % limit;
}

function callAt(index: number): Call {
  const id = ids[below(ids.length)] as string;
  const sku = `SKU-${index % 4}`;
  const line = { sku, quantity: 1 + (index % 3) };
  const calls: Call[] = [
    inventory.adjustStock({ adjustmentId: `${index}`, sku, warehouse: `w-${index % 2}`, delta: 4, reason: 'in' }),
    inventory.reserveStock({
      holdId: id,
      lines: [line, { sku: 'SKU-0', quantity: 1 }],
      expiresAtMs: clock.nowMs() + (index % 5) * 1_000,
      preferWarehouse: '',
      setAsideId: index % 3 === 0 ? 'sale' : '',
    }),
    inventory.setAsideStock({ setAsideId: 'sale', lines: [{ sku: 'SKU-0', quantity: 2 }], preferWarehouse: '' }),
    inventory.confirmStock({ holdId: id }),
    inventory.releaseStock({ holdId: ids[index % 4] as string }),
    ordering.placeOrder({
      orderId: id,
      sagaId: id,
      customerId: `customer-${index % 3}`,
      currency: 'GBP',
      totalMinor: 500,
      paymentMethod: 'card',
      coupon: index % 2 === 0 ? 'TEN' : '',
      discountMinor: index % 2 === 0 ? 50 : 0,
      storeCreditMinor: 0,
      lines: [{ productId: 'p', name: 'Mug', unitPriceMinor: 500, stocked: true, sku, quantity: 1 }],
    }),
    ordering.withdrawOrder({ orderId: ids[index % 3] as string, reason: 'expired' }),
    payment.authorise({ paymentId: id, amountMinor: 500, currency: 'GBP', method: 'card' }),
    payment.capture({ paymentId: id }),
    promotion.createCoupon({
      couponId: id,
      code: `COUPON-${index % 2}`,
      discountKind: 'fixed',
      value: 50,
      currency: 'GBP',
      minimumMinor: 0,
      totalLimit: 4,
      perCustomerLimit: 2,
      startsAtMs: 0,
      endsAtMs: clock.nowMs() + 1_000,
    }),
    promotion.redeemCoupon({
      orderId: id,
      code: `COUPON-${index % 3}`,
      customerId: `customer-${index % 2}`,
      currency: 'GBP',
      goodsMinor: 500,
      discountMinor: 50,
    }),
    promotion.releaseCoupon({ orderId: ids[index % 4] as string }),
    sale.scheduleSale({ saleId: SALE, terms: SALE_TERMS, drawSeed: '' }),
    sale.claimUnits({
      saleId: SALE,
      epoch: 0,
      orderId: id,
      customerId: `customer-${index % 3}`,
      quantity: 1 + (index % 2),
      hasTicket: false,
    }),
    sale.returnUnits({ orderId: ids[index % 4] as string }),
  ];
  return calls[below(calls.length)] as Call;
}

const QUESTIONS: readonly Call[] = [
  inventory.auditStock({ afterSku: '', limit: 100 }),
  inventory.auditStock({ afterSku: 'SKU-0', limit: 1 }),
  ...['', 'held', 'released'].map((status) => inventory.listHolds({ afterHoldId: '', limit: 100, status })),
  inventory.listHolds({ afterHoldId: ids[3] as string, limit: 2, status: '' }),
  inventory.getHolds({ holdIds: ids }),
  inventory.countDrawn({ setAsideId: 'sale' }),
  inventory.countDrawn({ setAsideId: '' }),
  inventory.listMovements({ sku: '', beforeMs: 0, beforeAdjustmentId: '', limit: 3 }),
  inventory.listMovements({ sku: 'SKU-0', beforeMs: 0, beforeAdjustmentId: '', limit: 100 }),
  inventory.listMovements({ sku: '', beforeMs: clock.nowMs(), beforeAdjustmentId: '5', limit: 100 }),
  inventory.listMovements({ sku: 'SKU-1', beforeMs: clock.nowMs(), beforeAdjustmentId: '5', limit: 100 }),
  sale.countClaims({ saleId: SALE }),
  sale.listSales({ afterSaleId: '', limit: 10, state: '' }),
  sale.listClaims({ saleId: SALE, afterOrderId: '', limit: 2, status: 'claimed' }),
  sale.listClaims({ saleId: SALE, afterOrderId: '', limit: 100, status: 'returned' }),
  sale.listBuyers({ saleId: SALE, afterCustomerId: '', limit: 100 }),
  sale.listBuyers({ saleId: SALE, afterCustomerId: 'customer-1', limit: 1 }),
  sale.getClaims({ orderIds: ids }),
  ordering.auditOrders({ afterOrderId: '', limit: 100 }),
  ordering.auditOrders({ afterOrderId: ids[2] as string, limit: 2 }),
  ordering.listOrders({ customerId: 'customer-1', status: '', before: '', limit: 2 }),
  ordering.listOrders({ customerId: '', status: 'PENDING', before: ids[8] as string, limit: 100 }),
  payment.auditPayments({ afterPaymentId: '', limit: 100 }),
  payment.auditPayments({ afterPaymentId: ids[1] as string, limit: 2 }),
  promotion.listCoupons({ afterCode: '', limit: 100 }),
  promotion.auditCoupons({ afterCode: '', limit: 100 }),
  promotion.auditCoupons({ afterCode: 'COUPON-0', limit: 1 }),
  promotion.listRedemptions({ afterOrderId: '', limit: 100 }),
  promotion.listRedemptions({ afterOrderId: '', limit: 1 }),
];

describe('a query over rows in memory', () => {
  it('answers what SQL answers, and so does the sweep', async () => {
    const real = shop(
      (schema) => new PostgresStore(pool, schema),
      () => ({ query }),
    );
    const simulated = shop(memoryOf, (store) => ({
      query: () => Promise.reject(new Error('there is no SQL in memory')),
      memory: (table) => (store as MemoryStore).rows(table),
    }));
    for (let index = 0; index < HISTORY; index++) {
      const call = callAt(index);
      expect(await simulated.ask(call)).toEqual(await real.ask(call));
    }
    const compare = async () => {
      for (const question of QUESTIONS) {
        const answer = await real.ask(question);
        expect(await simulated.ask(question)).toEqual(answer);
        expect(JSON.stringify(answer).length).toBeGreaterThan(30);
      }
    };
    await compare();
    clock.advance(2_500);
    await Promise.all([real.sweep(), simulated.sweep()]);
    await compare();
  });
});
