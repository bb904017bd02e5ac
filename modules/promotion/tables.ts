import {
  bigint,
  boolean,
  type Column,
  instant,
  integer,
  json,
  nullable,
  table,
  text,
  uuid,
} from '../../platform/store/table.ts';
import type { CouponMessage } from './coupon-rows.ts';
import type { CouponKind } from './domain/coupon.ts';

/** `refused` and `released` are ends: an order that was told no, or gave its use back, never uses a coupon again. */
export type RedemptionStatus = 'redeemed' | 'refused' | 'released';

/** One row per order that asked for a coupon, whatever it was told; the order's id is its key. */
export const redemptions = table('redemptions', {
  key: { orderId: uuid },
  columns: {
    status: text as Column<RedemptionStatus>,
    code: text,
    customerId: text,
    currency: text,
    discountMinor: bigint,
    /** Why it was refused; empty otherwise. */
    reason: text,
  },
});

export const coupons = table('coupons', {
  key: { code: text },
  columns: {
    couponId: uuid,
    kind: text as Column<CouponKind>,
    value: bigint,
    currency: text,
    minimumMinor: bigint,
    totalLimit: integer,
    perCustomerLimit: integer,
    startsAt: nullable(instant),
    endsAt: nullable(instant),
    active: boolean,
    uses: integer,
    revision: integer,
  },
});

/** Changes of terms by the id that their caller chose, with their first answer. Rows are only inserted. */
export const couponChanges = table('coupon_changes', {
  key: { changeId: text },
  columns: { code: text, answer: json<CouponMessage>() },
});

/** How many orders of a customer use a coupon now; counted for every coupon, so that a limit can be set later. */
export const customerUses = table('customer_uses', {
  key: { code: text, customerId: text },
  columns: { uses: integer },
});
