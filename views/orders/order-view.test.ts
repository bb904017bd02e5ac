import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import { EVENT_MS, foldEvents, logged } from '../../platform/testing/fold-events.ts';
import { orderView } from './order-view.ts';
import { type OrderRow, orders } from './tables.ts';

const orderId = '00000000-0000-7000-8000-000000000001';
const paymentId = orderId;
const lines = [
  { productId: 'mug', sku: 'MUG', name: 'Mug', quantity: 2, unitPriceMinor: 500, stocked: true },
  { productId: 'lamp', sku: 'LAMP', name: 'Lamp', quantity: 1, unitPriceMinor: 2_000, stocked: true },
];
const order = {
  orderId,
  customerId: 'ann',
  currency: 'GBP',
  totalMinor: 2_500,
  coupon: 'FIVE',
  discountMinor: 500,
  lines,
};
const placed = logged(ordering.OrderPlaced, {
  ...order,
  sagaId: 'saga-1',
  paymentMethod: 'card',
  storeCreditMinor: 700,
});
const changes = ['RESERVED', 'PAID', 'CONFIRMED'].map((status, step) => ({ status, atMs: EVENT_MS + step + 1 }));
const confirmed = logged(ordering.OrderConfirmed, { ...order, changes });
const cancelled = (reason: string, atMs = EVENT_MS + 9) => logged(ordering.OrderCancelled, { orderId, reason }, atMs);
const authorised = logged(payment.PaymentAuthorised, { paymentId, amountMinor: 3_000, currency: 'GBP' });
const captured = logged(payment.PaymentCaptured, { paymentId, amountMinor: 3_000, currency: 'GBP' });
const refunded = (refundId: string, amountMinor: number) =>
  logged(payment.PaymentRefunded, { paymentId, refundId, amountMinor, currency: 'GBP' });

function rowAfter(...events: readonly ReturnType<typeof logged>[]): OrderRow | undefined {
  return foldEvents(orderView, events).rows(orders)[0];
}

describe('the order view', () => {
  it('shows a placed order with names, subtotals and the number of its units', () =>
    expect(rowAfter(placed)).toMatchObject({
      orderId,
      sagaId: 'saga-1',
      customerId: 'ann',
      status: 'PENDING',
      itemCount: 3,
      totalMinor: 2_500,
      coupon: 'FIVE',
      discountMinor: 500,
      storeCreditMinor: 700,
      lines: [
        { name: 'Mug', quantity: 2, subtotalMinor: 1_000 },
        { name: 'Lamp', quantity: 1, subtotalMinor: 2_000 },
      ],
      timeline: [{ status: 'PENDING', atMs: EVENT_MS }],
      payment: { status: 'none' },
    }));

  it('follows it to its confirmation, and its payment', () =>
    expect(rowAfter(placed, authorised, captured, confirmed)).toMatchObject({
      status: 'CONFIRMED',
      timeline: [{ status: 'PENDING', atMs: EVENT_MS }, ...changes],
      payment: { status: 'captured', authorisedMinor: 3_000, capturedMinor: 3_000, refundedMinor: 0 },
    }));

  it.each([
    ['declined', [logged(payment.PaymentDeclined, { paymentId, code: 'too_much' })], { declineCode: 'too_much' }],
    ['voided', [authorised, logged(payment.PaymentVoided, { paymentId })], { authorisedMinor: 3_000 }],
    ['partially_refunded', [authorised, captured, refunded('one', 1_000)], { refundedMinor: 1_000 }],
    ['refunded', [authorised, captured, refunded('one', 1_000), refunded('two', 2_000)], { refundedMinor: 3_000 }],
  ])('shows that the payment is %s', (status, events, amounts) =>
    expect(rowAfter(placed, ...events)?.payment).toMatchObject({ status, ...amounts }),
  );

  it.each([
    ['in its checkout', [placed, logged(ordering.OrderCancellationNoted, { orderId, reason: 'cancelled_by_staff' })]],
    [
      'after it',
      [
        placed,
        confirmed,
        logged(ordering.OrderCancellationRequested, {
          orderId,
          reason: 'cancelled_by_staff',
          currency: 'GBP',
          totalMinor: 2_500,
          coupon: 'FIVE',
          storeCreditMinor: 0,
        }),
      ],
    ],
  ])('shows that a cancellation is under way %s, until it is done', (_case, events) => {
    expect(rowAfter(...events)).toMatchObject({ cancellationRequested: 'cancelled_by_staff' });
    expect(rowAfter(...events, cancelled('cancelled_by_staff'))).toMatchObject({
      status: 'CANCELLED',
      reason: 'cancelled_by_staff',
      cancellationRequested: '',
    });
  });

  it('turns no timeline back, whichever clock an instant comes from', () =>
    expect(rowAfter(placed, cancelled('expired', EVENT_MS - 500))?.timeline).toEqual([
      { status: 'PENDING', atMs: EVENT_MS },
      { status: 'CANCELLED', atMs: EVENT_MS },
    ]));

  it('shows the same, whichever of two modules is heard first', () => {
    const ofOrder = [placed, confirmed, cancelled('cancelled_by_customer')];
    const ofPayment = [authorised, captured, refunded('one', 3_000)];
    const expected = rowAfter(...ofOrder, ...ofPayment);
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (turns) => {
        const [left, right] = [[...ofOrder], [...ofPayment]];
        const merged = turns.flatMap((turn) => (turn ? left : right).splice(0, 1));
        expect(rowAfter(...merged, ...left, ...right)).toEqual(expected);
      }),
    );
  });
});
