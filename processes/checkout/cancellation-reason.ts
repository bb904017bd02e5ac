import type { Failure } from '../../platform/saga/definition.ts';

export type CancellationReason =
  | 'out_of_stock'
  | 'price_changed'
  | 'payment_declined'
  | 'coupon_invalid'
  | 'customer_inactive'
  | 'cancelled_by_staff'
  | 'expired';

/** Reasons of API.md by kind of refusal. The same kind means the same whichever step gave it, but for `released`. */
const REASONS: Readonly<Record<string, CancellationReason>> = {
  short: 'out_of_stock',
  priceChanged: 'price_changed',
  inactive: 'customer_inactive',
  unknown: 'customer_inactive',
  couponUnusable: 'coupon_invalid',
  insufficientFunds: 'payment_declined',
  noWallet: 'payment_declined',
  closed: 'payment_declined',
  declined: 'payment_declined',
  voided: 'payment_declined',
  operator: 'cancelled_by_staff',
  // The hold was gone when the checkout came to confirm it, or a step was never answered in time.
  released: 'expired',
  unanswered: 'expired',
};

/** What a customer is told when a checkout fails. */
export function cancellationReason(failure: Failure): CancellationReason {
  return REASONS[failure.kind] ?? 'expired';
}
