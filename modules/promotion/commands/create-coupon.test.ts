import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { promotion } from '../contract.ts';
import { coupons } from '../tables.ts';
import { COUPON, change, create, given, ORDER_1, OTHER_COUPON, redeem } from '../testing/steps.ts';

describe('creating a coupon', () => {
  it('makes it known in upper case, active and unused, and tells of it', async () => {
    const { events } = await given()
      .when(create({ code: 'ten', totalLimit: 5, endsAtMs: 7_000 }))
      .then({
        kind: 'created',
        code: 'TEN',
        discountKind: 'percentage',
        active: true,
        uses: 0,
        revision: 1,
        startsAtMs: 0,
        endsAtMs: 7_000,
      });
    expect(payloadsOf(events, promotion.CouponCreated)).toEqual([
      { code: 'TEN', discountKind: 'percentage', value: 1_000, currency: '' },
    ]);
  });

  it('answers a repeated creation with the coupon as it stands, and changes nothing', async () => {
    const { events, store } = await given(create(), change({ totalLimit: 5 }), redeem(ORDER_1))
      .when(create())
      .then({ kind: 'created', code: 'TEN', totalLimit: 5, uses: 1, revision: 2 });
    expect(events).toEqual([]);
    expect(store.rows(coupons)[0]?.version).toBe(3);
  });

  it('does not give one code to two coupons, whatever its case', async () => {
    const { store } = await given(create())
      .when(create({ code: 'Ten', couponId: OTHER_COUPON }))
      .then({ kind: 'codeTaken', code: 'TEN' });
    expect(store.rows(coupons).map(({ row }) => row.couponId)).toEqual([COUPON]);
  });

  it.each([
    ['a kind of its own', { discountKind: 'gift' }, 'kind'],
    ['nothing off', { value: 0 }, 'value'],
    ['more than all off', { value: 10_001 }, 'value'],
    ['an amount of no currency', { discountKind: 'fixed', value: 500 }, 'currency'],
    ['a minimum of no currency', { minimumMinor: 1 }, 'currency'],
    ['no currency that there is', { currency: 'pound' }, 'currency'],
    ['a minimum below nothing', { minimumMinor: -1 }, 'minimum'],
    ['a limit below nothing', { totalLimit: -1 }, 'total_limit'],
    ['a limit of a customer below nothing', { perCustomerLimit: -1 }, 'per_customer_limit'],
    ['an end before its beginning', { startsAtMs: 2_000, endsAtMs: 2_000 }, 'ends_at'],
  ])('refuses %s', async (_case, terms, field) => {
    const { store } = await given().when(create(terms)).then({ kind: 'invalidTerms', field });
    expect(store.rows(coupons)).toEqual([]);
  });

  it('lets a fixed coupon be worth more than 100', () =>
    given()
      .when(create({ discountKind: 'fixed', value: 50_000, currency: 'GBP' }))
      .then({ kind: 'created', value: 50_000 }));
});
