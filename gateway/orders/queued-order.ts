import type { QueuedOrder } from '../../processes/sale/door.ts';
import type { Order } from './documents.ts';

/** An order of a sale that waits for its checkout, as it will be, or that could not be placed in time. */
export function queuedOrder(queued: QueuedOrder, productName?: string): Order {
  const { orderId, customerId, quantity, queuedAtMs, withdrawnAtMs, terms } = queued;
  const { productId, sku, priceMinor, currency } = terms;
  const isWithdrawn = withdrawnAtMs !== undefined;
  const joined = { status: 'PENDING', atMs: queuedAtMs };
  return {
    orderId,
    sagaId: orderId,
    customerId,
    status: isWithdrawn ? 'CANCELLED' : 'PENDING',
    reason: isWithdrawn ? 'expired' : '',
    cancellationRequested: '',
    currency,
    totalMinor: priceMinor * quantity,
    paymentMethod: 'card',
    lines: [{ productId, sku, name: productName ?? productId, quantity, unitPriceMinor: priceMinor, stocked: true }],
    // Clocks of several hosts meet in one timeline: none of them turns it back.
    timeline: isWithdrawn ? [joined, { status: 'CANCELLED', atMs: Math.max(queuedAtMs, withdrawnAtMs) }] : [joined],
    // Its tag has to change with it.
    version: isWithdrawn ? 1 : 0,
    coupon: '',
    discountMinor: 0,
    storeCreditMinor: 0,
  };
}
