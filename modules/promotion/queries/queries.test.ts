import { describe, it } from 'vitest';
import { promotion } from '../contract.ts';
import { change, create, given, ORDER_1, redeem } from '../testing/steps.ts';

const quote = (code: string, goodsMinor: number, currency = 'GBP') =>
  promotion.quoteCoupon({ code, currency, goodsMinor });

describe('quoting a coupon', () => {
  it.each([
    ['tells what it takes off, under its own name', create(), quote('ten', 2_000), 'TEN', 200],
    ['is nothing for a coupon that is not there', create(), quote('other', 2_000), 'OTHER', 0],
    ['is nothing below the minimum', create({ currency: 'GBP', minimumMinor: 2_001 }), quote('TEN', 2_000), 'TEN', 0],
    ['is nothing in another currency', create({ currency: 'EUR' }), quote('TEN', 2_000), 'TEN', 0],
  ])('%s', async (_case, coupon, asked, code, discountMinor) => {
    await given(coupon).when(asked).then({ code, discountMinor });
  });

  it('leaves it to the redemption whether it can be used', () =>
    given(create({ totalLimit: 1 }), redeem(ORDER_1), change({ active: false }))
      .when(quote('TEN', 2_000))
      .then({ discountMinor: 200 }));
});

describe('looking up coupons', () => {
  it('answers those that are known, once each, with their uses', () =>
    given(create(), redeem(ORDER_1))
      .when(promotion.getCoupons({ codes: ['ten', 'gone', 'TEN'] }))
      .then({
        coupons: [
          {
            code: 'TEN',
            couponId: '00000000-0000-7000-8000-0000000000c1',
            discountKind: 'percentage',
            value: 1_000,
            currency: '',
            minimumMinor: 0,
            totalLimit: 0,
            perCustomerLimit: 0,
            startsAtMs: 0,
            endsAtMs: 0,
            active: true,
            uses: 1,
            revision: 1,
          },
        ],
      }));
});
