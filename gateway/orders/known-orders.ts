import { ordering } from '../../modules/order/contract.ts';
import { isUuid } from '../../platform/kernel/ids.ts';
import type { CallContext } from '../../platform/rpc/doors.ts';
import type { QueuedOrder } from '../../processes/sale/door.ts';
import type { Gateway } from '../dependencies.ts';
import type { Order } from './documents.ts';
import { queuedOrder } from './queued-order.ts';
import { describe } from './quote.ts';

// Orders by their ids, wherever they are: placed, in the queue of a sale, or withdrawn from it. Whoever was told an id
// finds the order and can follow it to its end.

type Parts = Pick<Gateway, 'doors' | 'sales'>;
type ProductNames = ReadonlyMap<string, { readonly name: string }>;

/** One order; undefined where the id names none. */
export async function knownOrder(parts: Parts, orderId: string, traceId: string): Promise<Order | undefined> {
  const named = (queued: readonly QueuedOrder[]) => describe(parts, productsOf(queued), traceId);
  return (await ordersIn(parts, [orderId], { traceId }, named))[0];
}

/** For whoever follows them: ids that name no order are left out, and products of queued orders go by their ids. */
export function followedOrders(parts: Parts, orderIds: readonly string[]): Promise<readonly Order[]> {
  return ordersIn(parts, orderIds, {}, async () => new Map());
}

async function ordersIn(
  parts: Parts,
  orderIds: readonly string[],
  context: CallContext,
  named: (queued: readonly QueuedOrder[]) => Promise<ProductNames>,
): Promise<readonly Order[]> {
  // Every order id of ours is a UUID; anything else names nothing.
  const asked = orderIds.filter(isUuid);
  const placed = await placedOrders(parts, asked, context);
  const others = without(asked, placed);
  const queued = others.length === 0 ? [] : await parts.sales.queued(others);
  if (queued.length === 0) return placed;
  const names = await named(queued);
  // Units come back from orders that were placed, too, and these may have been placed since: an order is there before
  // its units are back.
  const withdrawn = queued.filter(({ withdrawnAtMs }) => withdrawnAtMs !== undefined);
  const since = await placedOrders(parts, idsOf(withdrawn), context);
  const left = new Set(without(idsOf(queued), since));
  const waiting = queued.filter(({ orderId }) => left.has(orderId));
  return [...placed, ...since, ...waiting.map((order) => queuedOrder(order, names.get(order.terms.productId)?.name))];
}

async function placedOrders({ doors }: Parts, orderIds: string[], context: CallContext): Promise<readonly Order[]> {
  if (orderIds.length === 0) return [];
  return (await doors.call(ordering.getOrders({ orderIds }), context)).orders;
}

function without(orderIds: readonly string[], found: readonly Order[]): string[] {
  const known = new Set(idsOf(found));
  return orderIds.filter((orderId) => !known.has(orderId));
}

function idsOf(orders: readonly { readonly orderId: string }[]): string[] {
  return orders.map(({ orderId }) => orderId);
}

function productsOf(queued: readonly QueuedOrder[]): string[] {
  return [...new Set(queued.map(({ terms }) => terms.productId))];
}
