import type { Reply } from '../../platform/rpc/contract.ts';
import type { promotion } from './contract.ts';
import type { Coupon } from './domain/coupon.ts';

// Coupons as they cross the door, where 0 stands for no bound in time.

export type CouponMessage = Reply<typeof promotion.getCoupons>['coupons'][number];

/** `kind` is what a reply tells its outcome by, so that of the discount has a longer name there. */
export function couponMessage({ kind, startsAt, endsAt, ...coupon }: Coupon): CouponMessage {
  return { ...coupon, discountKind: kind, startsAtMs: startsAt ?? 0, endsAtMs: endsAt ?? 0 };
}

/** A moment as rows keep it. */
export function momentOf(atMs: number): number | null {
  return atMs === 0 ? null : atMs;
}
