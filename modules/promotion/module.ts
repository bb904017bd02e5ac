import type { Module } from '../../platform/rpc/module.ts';
import { changeCoupon } from './commands/change-coupon.ts';
import { createCoupon } from './commands/create-coupon.ts';
import { redeemCoupon } from './commands/redeem-coupon.ts';
import { releaseCoupon } from './commands/release-coupon.ts';
import { promotion } from './contract.ts';
import { auditCoupons } from './queries/audit-coupons.ts';
import { getCoupons } from './queries/get-coupons.ts';
import { listCoupons } from './queries/list-coupons.ts';
import { listRedemptions } from './queries/list-redemptions.ts';
import { quoteCoupon } from './queries/quote-coupon.ts';
import { couponChanges, coupons, customerUses, redemptions } from './tables.ts';

/** Promotion: coupons, and the orders that use them. */
export function promotionModule(): Module {
  return {
    name: 'promotion',
    contract: promotion,
    tables: [redemptions, coupons, customerUses, couponChanges],
    commands: [createCoupon, changeCoupon, redeemCoupon, releaseCoupon],
    keyedQueries: [quoteCoupon, getCoupons],
    sqlQueries: [listCoupons, auditCoupons, listRedemptions],
  };
}
