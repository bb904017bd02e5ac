import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { doorsOf, LocalModule } from '../../platform/rpc/local-module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { promotion } from './contract.ts';
import { promotionModule } from './module.ts';
import { create, ORDER_1, ORDER_2, OTHER_COUPON, redeem, release, START_MS } from './testing/steps.ts';

// What the memory store cannot show: the SQL of the queries, several hosts at once, what the database itself refuses.

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let pool: pg.Pool;
/** Two hosts: each with its own queue, both on the same rows. */
let hosts: readonly [LocalModule, LocalModule];

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 8 });
  const folder = fileURLToPath(new URL('migrations/', import.meta.url));
  await migrate(pool, [{ schema: 'promotion', name: 'promotion', folder }]);
});

beforeEach(async () => {
  await pool.query('truncate promotion.coupons, promotion.redemptions, promotion.customer_uses');
  hosts = [host(), host()];
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

function host(): LocalModule {
  return new LocalModule(promotionModule(), {
    store: new PostgresStore(pool, 'promotion'),
    reader: {
      query: async <Row>(text: string, values: readonly unknown[] = []) =>
        (await pool.query(text, [...values])).rows as Row[],
    },
    clock: new FakeClock(),
    record: () => false,
  });
}

function ask<Reply>(call: Call<unknown, Reply>, on = 0): Promise<Reply> {
  return doorsOf([hosts[on % 2] ?? hosts[0]]).call(call);
}

const orderId = (index: number) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
const audited = () => ask(promotion.auditCoupons({ afterCode: '', limit: 10 }));

describe('promotion on PostgreSQL', () => {
  it('gives the last uses to as many orders as there are, on two hosts at once', async () => {
    await ask(create({ totalLimit: 10 }));
    const orders = Array.from({ length: 100 }, (_, index) => index);
    const replies = await Promise.all(
      orders.map((index) => ask(redeem(orderId(index), { customerId: `customer-${index % 30}` }), index)),
    );

    expect(replies.filter(({ kind }) => kind === 'redeemed')).toHaveLength(10);
    const rest = replies.filter(({ kind }) => kind !== 'redeemed');
    expect(new Set(rest.map((reply) => 'reason' in reply && reply.reason))).toEqual(new Set(['used_up']));
    expect((await audited()).coupons).toMatchObject([{ code: 'TEN', uses: 10, redeemed: 10, miscountedCustomers: 0 }]);
  });

  it('lets a customer use it no more often than allowed, however many orders and hosts are at it', async () => {
    await ask(create({ perCustomerLimit: 2 }));
    const replies = await Promise.all(
      Array.from({ length: 40 }, (_, index) =>
        ask(redeem(orderId(index), { customerId: index % 2 === 0 ? 'ann' : 'bob' }), Math.floor(index / 2)),
      ),
    );

    expect(replies.filter(({ kind }) => kind === 'redeemed')).toHaveLength(4);
    expect((await audited()).coupons).toMatchObject([{ uses: 4, redeemed: 4, mostByOneCustomer: 2 }]);
  });

  it('stays in balance when redemptions race with their own undo', async () => {
    await ask(create({ totalLimit: 20 }));
    await Promise.all(
      Array.from({ length: 60 }, (_, index) => [
        ask(redeem(orderId(index)), index),
        ...(index % 3 === 0 ? [] : [ask(release(orderId(index)), index + 1)]),
      ]).flat(),
    );

    const { coupons } = await audited();
    expect(coupons).toMatchObject([{ code: 'TEN', miscountedCustomers: 0 }]);
    expect(coupons[0]?.redeemed).toBe(coupons[0]?.uses);
    const undone = Array.from({ length: 60 }, (_, index) => index).filter((index) => index % 3 !== 0);
    const { redemptions } = await ask(promotion.listRedemptions({ afterOrderId: '', limit: 100 }));
    const live = new Set(redemptions.map((redemption) => redemption.orderId));
    expect(undone.filter((index) => live.has(orderId(index)))).toEqual([]);
  });

  it('lists coupons in order of code, a page at a time', async () => {
    await ask(create({ code: 'b', couponId: OTHER_COUPON, startsAtMs: START_MS, endsAtMs: START_MS + 1_000 }));
    await ask(create({ code: 'a' }));
    await ask(redeem(ORDER_1, { code: 'A' }));

    const first = await ask(promotion.listCoupons({ afterCode: '', limit: 1 }));
    expect(first).toEqual({ coupons: (await ask(promotion.getCoupons({ codes: ['A'] }))).coupons, more: true });
    expect(await ask(promotion.listCoupons({ afterCode: 'A', limit: 1 }))).toMatchObject({
      coupons: [{ code: 'B', startsAtMs: START_MS, endsAtMs: START_MS + 1_000, uses: 0 }],
      more: false,
    });
  });

  it('lists live redemptions in order of order id, a page at a time', async () => {
    await ask(create());
    for (const order of [ORDER_2, ORDER_1, orderId(1), orderId(2)]) await ask(redeem(order));
    await ask(release(orderId(2)));
    await ask(redeem(orderId(3), { code: 'GONE' }));

    const page = (afterOrderId: string, limit: number) => ask(promotion.listRedemptions({ afterOrderId, limit }));
    const named = { code: 'TEN', customerId: 'ann', currency: 'GBP', discountMinor: 200 };
    expect(await page('', 1)).toEqual({ redemptions: [{ orderId: orderId(1), ...named }], more: true });
    expect((await page(orderId(1), 9)).redemptions.map((redemption) => redemption.orderId)).toEqual([ORDER_1, ORDER_2]);
  });

  it('finds in the audit what is out of balance, a lost coupon included', async () => {
    await ask(create());
    await ask(create({ code: 'LOST', couponId: OTHER_COUPON }));
    await ask(redeem(ORDER_1));
    await ask(redeem(ORDER_2, { code: 'LOST' }));
    await pool.query(`delete from promotion.coupons where code = 'LOST'`);
    await pool.query(`update promotion.coupons set uses = 3, per_customer_limit = 2`);
    await pool.query(`update promotion.customer_uses set uses = 2 where code = 'TEN'`);

    expect((await audited()).coupons).toEqual([
      {
        code: 'LOST',
        totalLimit: 0,
        perCustomerLimit: 0,
        uses: 0,
        redeemed: 1,
        miscountedCustomers: 0,
        mostByOneCustomer: 1,
      },
      {
        code: 'TEN',
        totalLimit: 0,
        perCustomerLimit: 2,
        uses: 3,
        redeemed: 1,
        miscountedCustomers: 1,
        mostByOneCustomer: 1,
      },
    ]);
    expect(await ask(promotion.auditCoupons({ afterCode: 'LOST', limit: 1 }))).toMatchObject({
      coupons: [{ code: 'TEN' }],
      more: false,
    });
  });

  it.each([
    'update promotion.coupons set uses = 11',
    'update promotion.coupons set uses = -1',
    'update promotion.coupons set value = 10001',
    `update promotion.coupons set kind = 'fixed'`,
  ])('refuses a coupon that cannot be: %s', async (statement) => {
    await ask(create({ totalLimit: 10 }));

    await expect(pool.query(statement)).rejects.toThrow('violates check constraint');
  });
});
