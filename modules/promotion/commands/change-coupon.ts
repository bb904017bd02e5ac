import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import type { Request } from '../../../platform/rpc/contract.ts';
import { promotion } from '../contract.ts';
import { couponMessage, momentOf } from '../coupon-rows.ts';
import { type Coupon, couponCode } from '../domain/coupon.ts';
import { faultOfLimits } from '../domain/terms.ts';
import { couponChanges, coupons } from '../tables.ts';

// Uses never exceed a limit, so a limit is not set below what has been used. How much the busiest customer has used is
// in no row that is locked here; it is never more than all uses together.
export const changeCoupon = command(promotion.changeCoupon, {
  loads: ({ code, changeId }) => [
    coupons.key(couponCode(code)),
    ...(changeId === '' ? [] : [couponChanges.key(changeId)]),
  ],
  decide: (rows, request) => {
    const code = couponCode(request.code);
    const { changeId } = request;
    const repeated = changeId === '' ? undefined : rows.get(couponChanges.key(changeId));
    if (repeated !== undefined) return accept(repeated.answer);

    const known = rows.get(coupons.key(code));
    if (known === undefined) return refuse('notFound', { code });
    const { revision, uses } = known;
    if (request.expectedRevision !== 0 && request.expectedRevision !== revision) {
      return refuse('stale', { code, revision });
    }
    const wanted = changed(known, request);
    const fault = faultOfLimits(wanted);
    if (fault !== undefined) return refuse('invalidTerms', fault);
    if (isLowered(known.totalLimit, wanted.totalLimit) && wanted.totalLimit < uses) {
      return refuse('limitBelowUses', { code, field: 'total_limit', uses });
    }
    if (isLowered(known.perCustomerLimit, wanted.perCustomerLimit) && wanted.perCustomerLimit < uses) {
      return refuse('limitBelowUses', { code, field: 'per_customer_limit', uses });
    }
    if (sameTerms(known, wanted)) return accept(couponMessage(known));

    const coupon: Coupon = { ...wanted, revision: revision + 1 };
    const answer = couponMessage(coupon);
    const { active, totalLimit, perCustomerLimit } = coupon;
    return accept(
      answer,
      coupons.put(coupon),
      ...(changeId === '' ? [] : [couponChanges.put({ changeId, code, answer })]),
      event(promotion.CouponChanged, code, {
        code,
        active,
        totalLimit,
        perCustomerLimit,
        endsAtMs: answer.endsAtMs,
      }),
    );
  },
});

function changed(
  coupon: Coupon,
  { active, totalLimit, perCustomerLimit, endsAtMs }: Request<typeof promotion.changeCoupon>,
): Coupon {
  return {
    ...coupon,
    active: active ?? coupon.active,
    totalLimit: totalLimit ?? coupon.totalLimit,
    perCustomerLimit: perCustomerLimit ?? coupon.perCustomerLimit,
    endsAt: endsAtMs === undefined ? coupon.endsAt : momentOf(endsAtMs),
  };
}

/** No limit is above every other. */
function isLowered(before: number, after: number): boolean {
  return after !== 0 && (before === 0 || after < before);
}

function sameTerms(left: Coupon, right: Coupon): boolean {
  return (
    left.active === right.active &&
    left.totalLimit === right.totalLimit &&
    left.perCustomerLimit === right.perCustomerLimit &&
    left.endsAt === right.endsAt
  );
}
