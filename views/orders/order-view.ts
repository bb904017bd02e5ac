import { ordering } from '../../modules/order/contract.ts';
import { payment } from '../../modules/payment/contract.ts';
import type { Rows } from '../../platform/batching/command.ts';
import { projection, when } from '../../platform/projections/projection.ts';
import type { EventType, Payload } from '../../platform/rpc/contract.ts';
import type { Change } from '../../platform/store/table.ts';
import { type LineView, type OrderRow, orders, type PaymentView, unknownOrder } from './tables.ts';

// Orders with their payments, as lists show them. What is told of an order and what is told of its payment come from two
// modules and in any order; each event changes its own part of the row.

const CHANGES_OF_ORDERS = [
  changes(ordering.OrderPlaced, (order, placed, atMs) => ({
    orderId: order.orderId,
    sagaId: placed.sagaId,
    customerId: placed.customerId,
    status: 'PENDING',
    reason: order.reason,
    cancellationRequested: order.cancellationRequested,
    currency: placed.currency,
    totalMinor: placed.totalMinor,
    coupon: placed.coupon,
    discountMinor: placed.discountMinor,
    storeCreditMinor: placed.storeCreditMinor,
    itemCount: placed.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    paymentMethod: placed.paymentMethod,
    lines: placed.lines.map(lineView),
    timeline: [{ status: 'PENDING', atMs }],
    payment: order.payment,
  })),
  changes(ordering.OrderConfirmed, (order, confirmed) => moved(order, confirmed.changes)),
  changes(ordering.OrderCancelled, (order, { reason }, atMs) => ({
    ...moved(order, [{ status: 'CANCELLED', atMs }]),
    reason,
    cancellationRequested: '',
  })),
  changes(ordering.OrderCancellationNoted, (order, { reason }) => ({ ...order, cancellationRequested: reason })),
  changes(ordering.OrderCancellationRequested, (order, { reason }) => ({ ...order, cancellationRequested: reason })),
];

const CHANGES_OF_PAYMENTS = [
  pays(payment.PaymentAuthorised, (_, { amountMinor }) => ({ status: 'authorised', authorisedMinor: amountMinor })),
  pays(payment.PaymentDeclined, (_, { code }) => ({ status: 'declined', declineCode: code })),
  // What was given back may have been told before: history is told when views are first fed (migrations/history).
  pays(payment.PaymentCaptured, ({ refundedMinor }, { amountMinor }) => ({
    status: refundedMinor === 0 ? 'captured' : statusAfterRefund(amountMinor, refundedMinor),
    capturedMinor: amountMinor,
  })),
  pays(payment.PaymentVoided, () => ({ status: 'voided' })),
  pays(payment.PaymentRefunded, ({ capturedMinor, refundedMinor: before }, { amountMinor }) => {
    const refundedMinor = before + amountMinor;
    return { status: statusAfterRefund(capturedMinor, refundedMinor), refundedMinor };
  }),
];

export const orderView = projection('orders', {
  version: 2,
  tables: [orders],
  folds: [...CHANGES_OF_ORDERS, ...CHANGES_OF_PAYMENTS],
});

function changes<E extends EventType<{ readonly orderId: string }>>(
  type: E,
  change: (order: OrderRow, payload: Payload<E>, atMs: number) => OrderRow,
) {
  return when(type, {
    touches: ({ orderId }) => [orders.key(orderId)],
    apply: (rows, payload, { atMs }) => put(rows, payload.orderId, (order) => change(order, payload, atMs)),
  });
}

/** A payment has the id of its order. */
function pays<E extends EventType<{ readonly paymentId: string }>>(
  type: E,
  change: (before: PaymentView, payload: Payload<E>) => Partial<PaymentView>,
) {
  return when(type, {
    touches: ({ paymentId }) => [orders.key(paymentId)],
    apply: (rows, payload) =>
      put(rows, payload.paymentId, (order) => {
        const { status, timeline, payment: before } = order;
        const after = change(before, payload);
        return withProgress(order, status, timeline, {
          status: after.status ?? before.status,
          authorisedMinor: after.authorisedMinor ?? before.authorisedMinor,
          capturedMinor: after.capturedMinor ?? before.capturedMinor,
          refundedMinor: after.refundedMinor ?? before.refundedMinor,
          declineCode: after.declineCode ?? before.declineCode,
        });
      }),
  });
}

function statusAfterRefund(capturedMinor: number, refundedMinor: number): string {
  return refundedMinor === capturedMinor ? 'refunded' : 'partially_refunded';
}

function put(rows: Rows, orderId: string, change: (order: OrderRow) => OrderRow): readonly Change[] {
  return [orders.put(change(rows.get(orders.key(orderId)) ?? unknownOrder(orderId)))];
}

/** Clocks of several machines meet in one timeline: none of them turns it back. */
function moved(order: OrderRow, steps: OrderRow['timeline']): OrderRow {
  const timeline = [...order.timeline];
  for (const { status, atMs } of steps) timeline.push({ status, atMs: Math.max(atMs, timeline.at(-1)?.atMs ?? atMs) });
  return withProgress(order, timeline.at(-1)?.status ?? order.status, timeline, order.payment);
}

/** Field by field, which costs a fraction of a spread: each event of each order comes by here. */
function withProgress(order: OrderRow, status: string, timeline: OrderRow['timeline'], payment: PaymentView): OrderRow {
  return {
    orderId: order.orderId,
    sagaId: order.sagaId,
    customerId: order.customerId,
    status,
    reason: order.reason,
    cancellationRequested: order.cancellationRequested,
    currency: order.currency,
    totalMinor: order.totalMinor,
    coupon: order.coupon,
    discountMinor: order.discountMinor,
    storeCreditMinor: order.storeCreditMinor,
    itemCount: order.itemCount,
    paymentMethod: order.paymentMethod,
    lines: order.lines,
    timeline,
    payment,
  };
}

function lineView({ productId, sku, name, quantity, unitPriceMinor }: Omit<LineView, 'subtotalMinor'>): LineView {
  return { productId, sku, name, quantity, unitPriceMinor, subtotalMinor: unitPriceMinor * quantity };
}
