import { type Emitted, event } from '../../../platform/batching/command.ts';
import { ordering } from '../contract.ts';
import type { Order } from '../domain/order.ts';

/** Begins the saga that gives back money and stock of a confirmed order. */
export function cancellationRequested({
  orderId,
  cancellationRequested: reason,
  currency,
  totalMinor,
  coupon,
  storeCreditMinor,
}: Order): Emitted {
  return event(ordering.OrderCancellationRequested, orderId, {
    orderId,
    reason,
    currency,
    totalMinor,
    coupon,
    storeCreditMinor,
  });
}
