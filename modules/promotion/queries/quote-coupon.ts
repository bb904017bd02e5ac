import { keyedQuery } from '../../../platform/rpc/module.ts';
import { promotion } from '../contract.ts';
import { couponCode, discountMinor, unmetTerm } from '../domain/coupon.ts';
import { coupons } from '../tables.ts';

// By the terms alone, which hardly ever change: uses come and go between the quote and the redemption, and a coupon that
// is given back meanwhile can still be had for what was quoted.
export const quoteCoupon = keyedQuery(promotion.quoteCoupon, {
  loads: ({ code }) => [coupons.key(couponCode(code))],
  answer: (rows, { code: written, currency, goodsMinor }) => {
    const code = couponCode(written);
    const coupon = rows.get(coupons.key(code));
    const purchase = { currency, goodsMinor };
    const isGood = coupon !== undefined && unmetTerm(coupon, purchase) === undefined;
    return { code, discountMinor: isGood ? discountMinor(coupon, purchase) : 0 };
  },
});
