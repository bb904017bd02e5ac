import { assert, present } from '../../../platform/kernel/assert.ts';
import { mayFollow, type OrderStatus } from './order-status.ts';

// An order and what may happen to it. Every function answers a new order; none checks who asks.

export interface OrderLine {
  readonly productId: string;
  readonly sku: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
  readonly stocked: boolean;
}

export interface StatusChange {
  readonly status: OrderStatus;
  readonly atMs: number;
}

export interface PlacedOrder {
  readonly orderId: string;
  readonly sagaId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly totalMinor: number;
  readonly paymentMethod: string;
  /** The coupon that it is to use; empty for none. */
  readonly coupon: string;
  /** What the coupon takes off the lines; the total is what is left. */
  readonly discountMinor: number;
  /** What of the total is to come from the customer's wallet. */
  readonly storeCreditMinor: number;
  readonly lines: readonly OrderLine[];
}

export interface Order extends PlacedOrder {
  readonly status: OrderStatus;
  /** Why it was cancelled; empty otherwise. */
  readonly reason: string;
  /** Why somebody wants it undone, while that is under way; empty otherwise. */
  readonly cancellationRequested: string;
  /** What that person wrote. */
  readonly note: string;
  readonly timeline: readonly StatusChange[];
}

/** A new order, PENDING. */
export function place(placed: PlacedOrder, nowMs: number): Order {
  assert(placed.lines.length > 0, `order ${placed.orderId} has no lines; nothing can be ordered by it`);
  assert(
    Number.isSafeInteger(placed.totalMinor) && placed.totalMinor >= 0,
    `order ${placed.orderId} has a total of ${placed.totalMinor}; send minor units, from 0`,
  );
  assert(
    Number.isSafeInteger(placed.discountMinor) && placed.discountMinor >= 0,
    `order ${placed.orderId} has a discount of ${placed.discountMinor}; send minor units, from 0`,
  );
  const { storeCreditMinor, totalMinor } = placed;
  assert(
    Number.isSafeInteger(storeCreditMinor) && storeCreditMinor >= 0 && storeCreditMinor <= totalMinor,
    `order ${placed.orderId} takes ${storeCreditMinor} of ${totalMinor} from a wallet; send minor units, at most the total`,
  );
  return {
    orderId: placed.orderId,
    sagaId: placed.sagaId,
    customerId: placed.customerId,
    currency: placed.currency,
    totalMinor: placed.totalMinor,
    paymentMethod: placed.paymentMethod,
    coupon: placed.coupon,
    discountMinor: placed.discountMinor,
    storeCreditMinor: placed.storeCreditMinor,
    lines: placed.lines.map(onlyOrdered),
    status: 'PENDING',
    reason: '',
    cancellationRequested: '',
    note: '',
    timeline: [{ status: 'PENDING', atMs: nowMs }],
  };
}

/** Stock and money are settled. What led here is told in the timeline, though nobody saw the order in between. */
export function confirm(order: Order, at: { reservedAtMs: number; paidAtMs: number; nowMs: number }): Order {
  const reserved = moved(order, 'RESERVED', at.reservedAtMs);
  return moved(moved(reserved, 'PAID', at.paidAtMs), 'CONFIRMED', at.nowMs);
}

/** Ends the order without a sale. */
export function cancel(order: Order, reason: string, nowMs: number): Order {
  assert(reason !== '', `order ${order.orderId} cannot be cancelled without a reason`);
  return { ...moved(order, 'CANCELLED', nowMs), reason, cancellationRequested: '' };
}

/** Remembers that somebody wants the order undone. */
export function askToCancel(order: Order, reason: string, note: string): Order {
  assert(reason !== '', `the cancellation of order ${order.orderId} needs a reason`);
  return { ...order, cancellationRequested: reason, note };
}

export function placedAtMs(order: Order): number {
  return present(order.timeline[0], `beginning of order ${order.orderId}`).atMs;
}

/** True once it has been confirmed, whatever became of it since. */
export function wasConfirmed(order: Order): boolean {
  return order.timeline.some(({ status }) => status === 'CONFIRMED');
}

/** Clocks of several machines meet in one timeline: none of them may turn it back. */
function moved(order: Order, status: OrderStatus, atMs: number): Order {
  assert(mayFollow(order.status, status), `order ${order.orderId} is ${order.status} and cannot become ${status}`);
  const last = present(order.timeline.at(-1), `last change of order ${order.orderId}`);
  return {
    orderId: order.orderId,
    sagaId: order.sagaId,
    customerId: order.customerId,
    currency: order.currency,
    totalMinor: order.totalMinor,
    paymentMethod: order.paymentMethod,
    coupon: order.coupon,
    discountMinor: order.discountMinor,
    storeCreditMinor: order.storeCreditMinor,
    lines: order.lines,
    status,
    reason: order.reason,
    cancellationRequested: order.cancellationRequested,
    note: order.note,
    timeline: [...order.timeline, { status, atMs: Math.max(last.atMs, atMs) }],
  };
}

/** Callers in this process may pass more than the contract names; what is stored must not depend on where they run. */
function onlyOrdered({ productId, sku, name, quantity, unitPriceMinor, stocked }: OrderLine): OrderLine {
  return { productId, sku, name, quantity, unitPriceMinor, stocked };
}
