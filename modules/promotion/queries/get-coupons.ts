import { keyedQuery } from '../../../platform/rpc/module.ts';
import { promotion } from '../contract.ts';
import { couponMessage } from '../coupon-rows.ts';
import { couponCode } from '../domain/coupon.ts';
import { coupons } from '../tables.ts';

export const getCoupons = keyedQuery(promotion.getCoupons, {
  loads: ({ codes }) => codes.map((code) => coupons.key(couponCode(code))),
  answer: (rows, { codes }) => ({
    coupons: [...new Set(codes.map(couponCode))].flatMap((code) => {
      const coupon = rows.get(coupons.key(code));
      return coupon === undefined ? [] : [couponMessage(coupon)];
    }),
  }),
});
