import { describe, expect, it } from 'vitest';
import { cancellationReason } from './cancellation-reason.ts';
import { PAYMENT_METHODS } from './door.ts';
import { holdDurationMs } from './hold-duration.ts';

describe('what a customer is told', () => {
  it.each([
    ['short', 'out_of_stock'],
    ['priceChanged', 'price_changed'],
    ['inactive', 'customer_inactive'],
    ['couponUnusable', 'coupon_invalid'],
    ['insufficientFunds', 'payment_declined'],
    ['noWallet', 'payment_declined'],
    ['closed', 'payment_declined'],
    ['declined', 'payment_declined'],
    ['released', 'expired'],
    ['unanswered', 'expired'],
    ['operator', 'cancelled_by_staff'],
  ])('a checkout refused as %s was cancelled as %s', (kind, reason) => {
    expect(cancellationReason({ step: 'any', kind })).toBe(reason);
  });
});

describe('how long stock is held', () => {
  it('depends on the way to pay: 30 minutes, 15 minutes, 4 hours, 24 hours', () => {
    const minutes = Object.fromEntries(PAYMENT_METHODS.map((method) => [method, holdDurationMs(method) / 60_000]));
    expect(minutes).toMatchObject({ card: 30, wallet: 15, bank_transfer: 240, cash_on_delivery: 1_440 });
  });
});
