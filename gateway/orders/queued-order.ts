import { isUuid } from '../../platform/kernel/ids.ts';
import type { Gateway } from '../dependencies.ts';
import type { Order } from './documents.ts';
import { describe } from './quote.ts';

/**
 * An order of a sale that waits for its checkout, as it will be, or that could not be placed in time: whoever was told
 * its id finds it.
 */
export async function queuedOrder(gateway: Gateway, orderId: string, traceId: string): Promise<Order | undefined> {
  const queued = isUuid(orderId) ? await gateway.sales.queued(orderId) : undefined;
  if (queued === undefined) return undefined;
  const { customerId, quantity, queuedAtMs, isWithdrawn, terms } = queued;
  const { productId, sku, priceMinor, currency } = terms;
  const product = (await describe(gateway, [productId], traceId)).get(productId);
  const line = {
    productId,
    sku,
    name: product?.name ?? productId,
    quantity,
    unitPriceMinor: priceMinor,
    stocked: true,
  };
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
    lines: [line],
    timeline: [{ status: 'PENDING', atMs: queuedAtMs }],
    version: 0,
    coupon: '',
    discountMinor: 0,
    storeCreditMinor: 0,
  };
}
