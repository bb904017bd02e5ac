import { describe, expect, it } from 'vitest';
import { payloadsOf, wait } from '../../../platform/testing/scenario.ts';
import { promotion } from '../contract.ts';
import { coupons, customerUses, redemptions } from '../tables.ts';
import { change, create, given, ORDER_1, ORDER_2, ORDER_3, redeem, release, START_MS } from '../testing/steps.ts';

describe('redeeming a coupon', () => {
  it('counts the use, for all and for the customer, and tells of it', async () => {
    const { events, store } = await given(create())
      .when(redeem(ORDER_1, { code: 'ten' }))
      .then({ kind: 'redeemed', orderId: ORDER_1, code: 'TEN', discountMinor: 200 });

    expect(payloadsOf(events, promotion.CouponRedeemed)).toEqual([
      { orderId: ORDER_1, code: 'TEN', customerId: 'ann', currency: 'GBP', discountMinor: 200 },
    ]);
    expect(store.rows(coupons)[0]?.row).toMatchObject({ uses: 1, revision: 1 });
    expect(store.rows(customerUses)[0]?.row).toEqual({ code: 'TEN', customerId: 'ann', uses: 1 });
  });

  it('answers a repeated order as the first time, though the coupon is used up and off by then', async () => {
    const { events, store } = await given(create({ totalLimit: 1 }), redeem(ORDER_1), change({ active: false }))
      .when(redeem(ORDER_1))
      .then({ kind: 'redeemed', discountMinor: 200 });
    expect(events).toEqual([]);
    expect(store.rows(coupons)[0]?.row.uses).toBe(1);
  });

  it('lets as many orders use it as its limit says, and as many more as give it back', async () => {
    const limited = create({ totalLimit: 2 });
    await given(limited, redeem(ORDER_1), redeem(ORDER_2, { customerId: 'bob' }))
      .when(redeem(ORDER_3, { customerId: 'eve' }))
      .then({ kind: 'couponUnusable', orderId: ORDER_3, reason: 'used_up' });
    await given(limited, redeem(ORDER_1), redeem(ORDER_2), release(ORDER_1))
      .when(redeem(ORDER_3))
      .then({ kind: 'redeemed' });
  });

  it('limits each customer', async () => {
    const limited = create({ perCustomerLimit: 1 });
    await given(limited, redeem(ORDER_1))
      .when(redeem(ORDER_2))
      .then({ kind: 'couponUnusable', reason: 'used_up_by_customer' });
    await given(limited, redeem(ORDER_1))
      .when(redeem(ORDER_2, { customerId: 'bob' }))
      .then({ kind: 'redeemed' });
  });

  it.each([
    ['unknown', []],
    ['inactive', [create(), change({ active: false })]],
    ['not_started', [create({ startsAtMs: START_MS + 1_000 })]],
    ['ended', [create({ endsAtMs: START_MS + 1_000 }), wait(1_000)]],
    ['other_currency', [create({ currency: 'EUR' })]],
    ['below_minimum', [create({ currency: 'GBP', minimumMinor: 2_001 })]],
    ['other_discount', [create({ value: 500 })]],
  ] as const)('is refused as %s, and the refusal is written down', async (reason, before) => {
    const { events, store } = await given(...before)
      .when(redeem(ORDER_1))
      .then({ kind: 'couponUnusable', orderId: ORDER_1, reason });
    expect(events).toEqual([]);
    expect(store.rows(redemptions)[0]?.row).toMatchObject({ status: 'refused', reason });
    expect(store.rows(coupons).map(({ row }) => row.uses)).toEqual(before.length === 0 ? [] : [0]);
  });

  it('stays refused, though the coupon could be used by now', () =>
    given(create({ totalLimit: 1 }), redeem(ORDER_1), redeem(ORDER_2), release(ORDER_1))
      .when(redeem(ORDER_2))
      .then({ kind: 'couponUnusable', reason: 'used_up' }));

  it('is refused when the order has given its use back, before or after', async () => {
    await given(create(), release(ORDER_1)).when(redeem(ORDER_1)).then({ kind: 'released', orderId: ORDER_1 });
    await given(create(), redeem(ORDER_1), release(ORDER_1)).when(redeem(ORDER_1)).then({ kind: 'released' });
  });
});
