import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

const inTheYear = (year: number): number => Date.UTC(year, 0, 1);

/**
 * Few coupons and customers, orders of one value, and discounts of which some are what the coupon gives: so that random
 * redemptions are accepted, run into limits, are repeated and are given back.
 */
export const promotionFieldValues: FieldValues = {
  code: ['TEN', 'ten', 'TEN', 'SPRING'],
  couponId: [1, 2, 3].map((digit) => `00000000-0000-7000-8000-0000000000c${digit}`),
  discountKind: ['percentage', 'percentage', 'percentage', 'fixed', 'gift'],
  value: [1_000, 1_000, 1_000, 100],
  currency: ['GBP', 'GBP', 'GBP', 'GBP', 'EUR'],
  minimumMinor: [0, 0, 0, 0, 2_000],
  totalLimit: [0, 0, 1, 3],
  perCustomerLimit: [0, 0, 1, 2],
  startsAtMs: [0, 0, 0, 0, 0, inTheYear(2027)],
  endsAtMs: [0, 0, 0, inTheYear(2028), inTheYear(2028), inTheYear(2025)],
  active: [true, true, true, true, false],
  expectedRevision: [0, 0, 1, 2],
  changeId: ['', '', 'change-1', 'change-2'],
  orderId: ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c'].map(
    (digit) => `00000000-0000-7000-8000-00000000000${digit}`,
  ),
  customerId: ['ann', 'bob'],
  goodsMinor: [1_000],
  discountMinor: [100, 100, 100, 100, 1_000],
};
