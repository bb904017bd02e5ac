import { describe, expect, it } from 'vitest';
import { ordering } from '../../modules/order/contract.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { InvariantResult } from './door.ts';
import { orderId, PaperShop } from './testing/paper-shop.ts';

// A healthy shop first; then one thing is spoilt at a time, and exactly the invariant that owns it has to say so.

/** Ten mugs, of which seven are sold to three orders, one of them with a coupon, and one order that came too late. */
const WALLET = orderId(90);

function healthyShop(): PaperShop {
  const shop = new PaperShop().stock(10, 7).sold(1, 2).sold(2, 4).sold(3, 1).soldOut(4, 9);
  shop.change(shop.orders, orderId(2), { coupon: 'TEN', discountMinor: 100, totalMinor: 1_900 });
  shop.pay(2, { status: 'captured', authorisedMinor: 1_900, capturedMinor: 1_900 });
  return shop.coupon('TEN', 1).redeem(2, 'TEN').coupon('UNUSED', 0).wallet(WALLET, 500);
}

async function violated(shop: PaperShop): Promise<Record<string, string>> {
  const { ok, invariants } = await shop.audit();
  const failed = invariants.filter((invariant) => !invariant.ok);
  expect(ok).toBe(failed.length === 0);
  return Object.fromEntries(failed.map(({ name, detail }: InvariantResult) => [name, detail]));
}

describe('the audit of a healthy shop', () => {
  it('finds nothing, and says how much it looked at', async () => {
    const { ok, invariants } = await healthyShop().audit();
    expect(ok).toBe(true);
    expect(invariants.map(({ name, detail }) => [name, detail])).toEqual([
      ['stock-equals-ledger', 'Compared 1 shelf with the ledger and the holds; nothing is wrong.'],
      ['no-oversell', 'Compared the supply of 1 SKU with orders and holds; nothing is wrong.'],
      ['holds-match-orders', 'Compared 4 orders with 3 holds; nothing is wrong.'],
      ['payment-and-order', 'Compared 4 orders with 3 payments; nothing is wrong.'],
      ['provider-ledger', "Compared 3 payments with the provider's own ledger; nothing is wrong."],
      ['order-lifecycle', 'Followed 4 orders from status to status and added up their lines; nothing is wrong.'],
      ['redemptions-match-orders', 'Compared 4 orders with 1 redemption; nothing is wrong.'],
      ['coupon-uses', 'Compared 2 coupons with redemptions and limits; nothing is wrong.'],
      ['wallet-equals-ledger', 'Compared 1 wallet with their events; nothing is wrong.'],
      ['sales-match-claims', 'Compared 0 sales with claims, orders and stock; nothing is wrong.'],
      ['sagas', 'Looked at 4 sagas and 0 orders in flight, none parked; nothing is wrong.'],
      ['holds-in-time', 'Compared 0 open holds with the clock; nothing is wrong.'],
      ['messages', 'Looked at 0 waiting messages, none dead, and 0 cancellations that were told of; nothing is wrong.'],
      ['views', 'Compared 4 orders and 1 SKU with what views show; nothing is wrong.'],
    ]);
  });

  it('takes orders for what they are while their sagas run', async () => {
    const shop = healthyShop().stock(10, 9);
    shop.order(5, 2, ['PENDING']).saga(5, 'in_progress').hold(5, 2, 'held').pay(5, { authorisedMinor: 1_000 });
    shop.order(6, 1, ['PENDING']).saga(6, 'compensating');
    shop.change(shop.payments, orderId(5), { ours: undefined });
    expect(await violated(shop)).toEqual({});
  });

  it('lets an order be that is being cancelled: some of it is given back and some is not yet', async () => {
    const shop = healthyShop().stock(10, 5);
    shop.change(shop.orders, orderId(1), { cancellationRequested: 'cancelled_by_customer', version: 5 });
    shop.change(shop.holds, orderId(1), { status: 'released' });
    shop.saga(7, 'in_progress', { name: 'cancellation.v1', subjectId: orderId(1) });
    expect(await violated(shop)).toEqual({});
  });

  it('accepts what a cancelled order leaves: money given back, and a payment voided before anybody heard of it', async () => {
    const shop = healthyShop();
    shop.order(5, 1, ['PENDING', 'RESERVED', 'PAID', 'CONFIRMED', 'CANCELLED']).saga(5, 'completed');
    shop.hold(5, 1, 'released');
    shop.pay(5, { status: 'refunded', authorisedMinor: 500, capturedMinor: 500, refundedMinor: 500 });
    shop.soldOut(6, 1).pay(6, { status: 'voided', currency: '' });
    shop.change(shop.payments, orderId(6), { theirs: undefined });
    expect(await violated(shop)).toEqual({});
  });

  it('names parked sagas, which wait for a person, without calling them wrong', async () => {
    const shop = healthyShop().order(5, 1, ['PENDING']).saga(5, 'parked');
    const { ok, invariants } = await shop.audit();
    expect(ok).toBe(true);
    expect(invariants.find(({ name }) => name === 'sagas')?.detail).toContain(`parked for an operator: ${orderId(5)}`);
  });
});

describe('the audit finds', () => {
  const planted: readonly [string, string, (shop: PaperShop) => void, string][] = [
    [
      'units on the shelf that no movement brought',
      'stock-equals-ledger',
      (shop) => shop.change(shop.shelves, 'MUG', { onHand: 11 }),
      'MUG in main has 11 on hand but its ledger adds up to 10',
    ],
    [
      'units reserved by nobody',
      'stock-equals-ledger',
      (shop) => shop.change(shop.shelves, 'MUG', { reserved: 8 }),
      'MUG in main has 8 reserved but its active holds add up to 7',
    ],
    [
      'more reserved than there is',
      'stock-equals-ledger',
      (shop) => shop.change(shop.shelves, 'MUG', { reserved: 11, held: 11 }),
      'MUG in main has 11 of 10 reserved',
    ],
    [
      'a hold with too few units',
      'holds-match-orders',
      (shop) => shop.hold(2, 3, 'confirmed'),
      `${orderId(2)} sold 4 of MUG but its hold has 3`,
    ],
    [
      'a hold that is lost',
      'holds-match-orders',
      (shop) => shop.holds.delete(orderId(2)),
      `${orderId(2)} is CONFIRMED without a hold`,
    ],
    [
      'a hold that was given back under a sold order',
      'holds-match-orders',
      (shop) => shop.change(shop.holds, orderId(2), { status: 'released' }),
      `${orderId(2)} is CONFIRMED but its hold is released`,
    ],
    [
      'units that a cancelled order still owns',
      'holds-match-orders',
      (shop) => shop.hold(4, 1, 'confirmed'),
      `${orderId(4)} is CANCELLED but its hold is still confirmed`,
    ],
    [
      'units that nobody gave back for a cancelled order',
      'holds-match-orders',
      (shop) => shop.stock(10, 8).hold(4, 1, 'held'),
      `${orderId(4)} is CANCELLED but its hold is still held`,
    ],
    [
      'an order that took more than its total',
      'payment-and-order',
      (shop) => shop.pay(1, { status: 'captured', authorisedMinor: 2_000, capturedMinor: 2_000 }),
      `${orderId(1)} is CONFIRMED over 10.00 but 20.00 was taken`,
    ],
    [
      'a sold order that nobody paid for',
      'payment-and-order',
      (shop) => shop.payments.delete(orderId(1)),
      `${orderId(1)} is CONFIRMED without a payment`,
    ],
    [
      'a cancelled order whose money was taken',
      'payment-and-order',
      (shop) => shop.pay(4, { status: 'captured', authorisedMinor: 4_500, capturedMinor: 4_500 }),
      `${orderId(4)} is CANCELLED but 45.00 was kept`,
    ],
    [
      'a cancelled order whose money is still held',
      'payment-and-order',
      (shop) => shop.pay(4, { authorisedMinor: 4_500 }),
      `${orderId(4)} is CANCELLED but 45.00 is still authorised`,
    ],
    [
      'money without an order',
      'payment-and-order',
      (shop) => shop.pay(9, { status: 'captured', authorisedMinor: 100, capturedMinor: 100 }),
      `${orderId(9)} is a payment without an order, of which 1.00 was kept`,
    ],
    [
      'more captured than was authorised, even while the saga runs',
      'payment-and-order',
      (shop) =>
        shop.order(9, 1, ['PENDING']).saga(9, 'in_progress').pay(9, { authorisedMinor: 100, capturedMinor: 500 }),
      `${orderId(9)} has 100 authorised, 500 captured and 0 refunded, in minor units`,
    ],
    [
      'a payment that the provider does not know',
      'provider-ledger',
      (shop) => shop.change(shop.payments, orderId(3), { theirs: undefined }),
      `${orderId(3)} is captured with us and unknown to the provider`,
    ],
    [
      'a capture that the provider made twice',
      'provider-ledger',
      (shop) => {
        const { ours } = present(shop.payments.get(orderId(3)), 'payment');
        const theirs = { ...present(ours, 'our row'), capturedMinor: 1_000, authorisedMinor: 1_000 };
        shop.change(shop.payments, orderId(3), { theirs });
      },
      `${orderId(3)} has authorisedMinor 500 with us and 1000 with the provider`,
    ],
    [
      'a step that was left out',
      'order-lifecycle',
      (shop) =>
        shop.change(shop.orders, orderId(1), {
          timeline: ['PENDING', 'PAID', 'CONFIRMED'].map((status, atMs) => ({ status, atMs })),
        }),
      `${orderId(1)} went from PENDING to PAID`,
    ],
    [
      'a status that the timeline does not know',
      'order-lifecycle',
      (shop) => shop.change(shop.orders, orderId(4), { status: 'REFUNDED' }),
      `${orderId(4)} is REFUNDED but its timeline ends with CANCELLED`,
    ],
    [
      'an order without items',
      'order-lifecycle',
      (shop) => shop.change(shop.orders, orderId(4), { lines: [] }),
      `${orderId(4)} has no lines`,
    ],
    [
      'a total that is not the sum of the lines',
      'order-lifecycle',
      (shop) => shop.change(shop.orders, orderId(4), { totalMinor: 1 }),
      `${orderId(4)} has a total of 1 but its lines add up to 4500, in minor units`,
    ],
    [
      'a discount that the total does not show',
      'order-lifecycle',
      (shop) =>
        shop
          .change(shop.orders, orderId(2), { totalMinor: 2_000 })
          .pay(2, { status: 'captured', authorisedMinor: 2_000, capturedMinor: 2_000 }),
      `${orderId(2)} has a total of 2000 but its lines add up to 2000 with 100 off, in minor units`,
    ],
    [
      'a sold order whose coupon went to somebody else',
      'redemptions-match-orders',
      (shop) => shop.redemptions.delete(orderId(2)),
      `${orderId(2)} is CONFIRMED but does not use its coupon TEN`,
    ],
    [
      'a coupon that nobody asked for',
      'redemptions-match-orders',
      (shop) => shop.redeem(1, 'TEN'),
      `${orderId(1)} is CONFIRMED with no coupon but uses TEN`,
    ],
    [
      'a discount that the coupon did not give',
      'redemptions-match-orders',
      (shop) => shop.change(shop.redemptions, orderId(2), { discountMinor: 101 }),
      `${orderId(2)} has 100 off but its coupon gave 101, in minor units`,
    ],
    [
      'a use that a cancelled order has not given back',
      'redemptions-match-orders',
      (shop) => shop.redeem(4, 'TEN'),
      `${orderId(4)} is CANCELLED but still uses coupon TEN`,
    ],
    [
      'a use without an order',
      'redemptions-match-orders',
      (shop) => shop.redeem(9, 'TEN'),
      `${orderId(9)} is a redemption of an order that does not exist`,
    ],
    [
      'a coupon that counts a use too many',
      'coupon-uses',
      (shop) => shop.change(shop.coupons, 'TEN', { uses: 2 }),
      'coupon TEN counts 2 uses but its live redemptions are 1',
    ],
    [
      'a customer whose uses are counted wrong',
      'coupon-uses',
      (shop) => shop.change(shop.coupons, 'TEN', { miscountedCustomers: 1 }),
      'coupon TEN is counted wrong for 1 of its customers',
    ],
    [
      'a coupon that was used too often',
      'coupon-uses',
      (shop) => shop.change(shop.coupons, 'TEN', { uses: 11, redeemed: 11 }),
      'coupon TEN has 11 uses of 10',
    ],
    [
      'a customer who used one too often',
      'coupon-uses',
      (shop) => shop.change(shop.coupons, 'TEN', { mostByOneCustomer: 2 }),
      'coupon TEN has a customer with 2 uses of 1',
    ],
    [
      'an order that nobody is going to finish',
      'sagas',
      (shop) => shop.order(9, 1, ['PENDING']),
      `${orderId(9)} is PENDING and its saga does not exist`,
    ],
    [
      'an order whose saga has ended without it',
      'sagas',
      (shop) => shop.order(9, 1, ['PENDING']).saga(9, 'compensated'),
      `${orderId(9)} is PENDING although its saga is compensated`,
    ],
    [
      'a saga that runs on after its order',
      'sagas',
      (shop) => shop.saga(4, 'compensating'),
      `${orderId(4)} is compensating although its order is CANCELLED`,
    ],
    [
      'a saga without a trace id',
      'sagas',
      (shop) => shop.saga(1, 'completed', { traceId: '' }),
      `${orderId(1)} carries no trace id`,
    ],
    [
      'a completed saga that left a step out',
      'sagas',
      (shop) => shop.saga(1, 'completed', { steps: [{ name: 'capture payment', status: 'pending', attempts: 0 }] }),
      `${orderId(1)} is completed but its step "capture payment" is pending`,
    ],
    [
      'a hold that nobody gave back in time',
      'holds-in-time',
      (shop) => {
        shop.stock(10, 8).order(9, 1, ['PENDING']).saga(9, 'in_progress');
        shop.hold(9, 1, 'held', shop.clock.nowMs() - 60_000);
      },
      `${orderId(9)} is held 60 s past its time`,
    ],
  ];

  it.each(planted)('%s', async (_case, name, spoil, detail) => {
    const shop = healthyShop();
    spoil(shop);
    const found = await violated(shop);
    expect(Object.keys(found)).toEqual([name]);
    expect(found[name]).toContain(`1 is wrong: ${detail}.`);
  });

  it('an order more than the supply, whatever the holds say', async () => {
    const shop = healthyShop().sold(5, 4);
    shop.holds.delete(orderId(5));
    const found = await violated(shop);
    expect(found['no-oversell']).toContain('MUG has a supply of 10 of which 11 are spoken for');
    expect(Object.keys(found)).toEqual(['no-oversell', 'holds-match-orders']);
  });

  it('sold units of a SKU that never had a shelf', async () => {
    const shop = healthyShop();
    shop.shelves.clear();
    expect(await violated(shop)).toMatchObject({ 'no-oversell': expect.stringContaining('a supply of 0') });
  });

  it('every one of many, and names the first few', async () => {
    const shop = new PaperShop().stock(8, 0);
    for (let number = 1; number <= 8; number += 1) shop.sold(number, 1).holds.delete(orderId(number));
    const { invariants } = await shop.audit();
    const result = invariants.find(({ name }) => name === 'holds-match-orders');
    expect(result).toMatchObject({ ok: false, violations: 8 });
    expect(result?.detail).toContain('; and 3 more.');
  });
});

describe('the audit of a busy shop', () => {
  it('does not take an order for unpaid that was confirmed after its payment was read', async () => {
    const shop = healthyShop().order(5, 1, ['PENDING']).saga(5, 'in_progress');
    let pages = 0;
    // The last orders are read after the payments beside them.
    shop.onCall = (method) => {
      pages += method === ordering.auditOrders.localName ? 1 : 0;
      if (pages === 3) shop.stock(10, 8).sold(5, 1);
    };
    expect(await violated(shop)).toEqual({});
  });

  it('does not count units twice that one order gave back and another one took', async () => {
    const shop = healthyShop().stock(7, 7);
    let pages = 0;
    // Order 1 has been read as sold; then it is cancelled, and its two units go to order 5 at once.
    shop.onCall = (method) => {
      pages += method === ordering.auditOrders.localName ? 1 : 0;
      if (pages !== 2) return;
      pages += 1;
      shop.order(1, 2, ['PENDING', 'RESERVED', 'PAID', 'CONFIRMED', 'CANCELLED']).hold(1, 2, 'released');
      shop.pay(1, { status: 'refunded', authorisedMinor: 1_000, capturedMinor: 1_000, refundedMinor: 1_000 });
      shop.sold(5, 2);
    };
    expect(await violated(shop)).toEqual({});
  });

  it('answers all who ask while it runs with one audit', async () => {
    const shop = healthyShop();
    let looks = 0;
    shop.onCall = (method) => {
      looks += method === 'auditStock' ? 1 : 0;
    };
    const auditor = shop.auditor();
    const [first, second] = await Promise.all([auditor.run(), auditor.run()]);
    expect(second).toBe(first);
    await auditor.run();
    expect(looks).toBe(2);
  });
});
