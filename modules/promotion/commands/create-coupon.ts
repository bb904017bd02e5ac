import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import type { Request } from '../../../platform/rpc/contract.ts';
import { promotion } from '../contract.ts';
import { couponMessage, momentOf } from '../coupon-rows.ts';
import { type Coupon, type CouponKind, couponCode } from '../domain/coupon.ts';
import { faultOf } from '../domain/terms.ts';
import { coupons } from '../tables.ts';

export const createCoupon = command(promotion.createCoupon, {
  loads: ({ code }) => [coupons.key(couponCode(code))],
  decide: (rows, request) => {
    const coupon = newCoupon(request);
    const { code, kind, value, currency } = coupon;
    const known = rows.get(coupons.key(code));
    if (known !== undefined) {
      return known.couponId === coupon.couponId ? accept(couponMessage(known)) : refuse('codeTaken', { code });
    }
    const fault = faultOf(coupon);
    if (fault !== undefined) return refuse('invalidTerms', fault);

    return accept(
      couponMessage(coupon),
      coupons.put(coupon),
      event(promotion.CouponCreated, code, { code, discountKind: kind, value, currency }),
    );
  },
});

function newCoupon({
  code,
  couponId,
  discountKind,
  value,
  currency,
  minimumMinor,
  totalLimit,
  perCustomerLimit,
  startsAtMs,
  endsAtMs,
}: Request<typeof promotion.createCoupon>): Coupon {
  return {
    code: couponCode(code),
    couponId,
    // Any other kind is a fault of the terms.
    kind: discountKind as CouponKind,
    value,
    currency,
    minimumMinor,
    totalLimit,
    perCustomerLimit,
    startsAt: momentOf(startsAtMs),
    endsAt: momentOf(endsAtMs),
    active: true,
    uses: 0,
    revision: 1,
  };
}
