import type { FastifyReply, FastifyRequest } from 'fastify';
import { ordering } from '../../modules/order/contract.ts';
import { isOverloaded } from '../../platform/batching/batch-loop.ts';
import { isUuid } from '../../platform/kernel/ids.ts';
import { type CheckoutBegun, type CheckoutRequest, OrderWithdrawn } from '../../processes/checkout/door.ts';
import type { Gateway } from '../dependencies.ts';
import { SOON, tellOutage } from '../errors.ts';
import type { Bounded } from '../in-time.ts';
import { readPrice } from '../money.ts';
import { preferredWaitSeconds } from '../prefer.ts';
import { invalidField, Problem } from '../problem.ts';
import type { OrderDocument } from '../schemas/orders.ts';
import { type Order, orderDocument, paymentsOf, placedDocument } from './documents.ts';

// From a priced request to the answer: 201 once the order is durable.

/**
 * Begins the checkout. Without `bounded` its caller waits as long as it takes.
 * @throws Problem saying how to find the order when nobody knows whether it exists.
 */
export async function beginCheckout(
  gateway: Pick<Gateway, 'checkout'>,
  order: CheckoutRequest,
  request: Pick<FastifyRequest, 'id'>,
  bounded: Bounded = (work) => work,
): Promise<CheckoutBegun> {
  try {
    return await bounded(gateway.checkout.begin(order, { traceId: request.id }));
  } catch (error) {
    if (isOverloaded(error)) throw error;
    if (error instanceof OrderWithdrawn) {
      const detail =
        'The order could not be placed in time and was withdrawn; nothing was charged. Order again with a new idempotency key.';
      throw new Problem('order_withdrawn', detail, { members: { order_id: order.orderId }, cause: error });
    }
    const location = locationOf(order.orderId);
    const detail = `Whether order ${order.orderId} was placed is not known. GET ${location} tells; repeating the call with the same idempotency key places it at most once.`;
    throw new Problem('outcome_unknown', detail, { members: { order_id: order.orderId }, headers: SOON, cause: error });
  }
}

/** The answer to a placed order: at once, or when its saga has ended if the caller prefers to wait. */
export async function placedAnswer(
  gateway: Gateway,
  order: CheckoutRequest,
  begun: CheckoutBegun,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OrderDocument> {
  reply.code(201).header('location', locationOf(begun.orderId));
  const waitSeconds = preferredWaitSeconds(request);
  if (waitSeconds === undefined) return placedDocument(order, begun);
  try {
    await gateway.closing.unlessClosing(gateway.checkout.ended(begun.orderId, waitSeconds * 1_000));
    const document = await currentDocument(gateway, begun.orderId, request.id);
    if (document !== undefined) {
      reply.header('preference-applied', `wait=${waitSeconds}`);
      return document;
    }
  } catch (error) {
    // The order is placed whatever happens to the wait: saying so is the better answer.
    tellOutage(gateway, 'could not wait for an order', { trace_id: request.id, order_id: begun.orderId }, error);
  }
  return placedDocument(order, begun);
}

export async function getOrder(gateway: Gateway, orderId: string, traceId: string): Promise<Order | undefined> {
  // Every order id of ours is a UUID; anything else names nothing.
  if (!isUuid(orderId)) return undefined;
  const { orders } = await gateway.doors.call(ordering.getOrders({ orderIds: [orderId] }), { traceId });
  return orders[0];
}

async function currentDocument(gateway: Gateway, orderId: string, traceId: string): Promise<OrderDocument | undefined> {
  const [order, payments] = await Promise.all([
    getOrder(gateway, orderId, traceId),
    paymentsOf(gateway.doors, [orderId], traceId),
  ]);
  return order && orderDocument(order, payments.get(orderId));
}

export function locationOf(orderId: string): string {
  return `/v1/orders/${orderId}`;
}

/**
 * What of the total the customer's wallet pays: all of it by the method `wallet`, else what was asked for, up to the total.
 * @throws Problem when what was asked for is no amount.
 */
export function storeCreditOf(
  terms: { payment_method?: string; store_credit?: string | number },
  totalMinor: number,
  currency: string,
): number {
  const { payment_method: method, store_credit: asked } = terms;
  if (method === 'wallet') {
    if (asked !== undefined) throw invalidField('/store_credit', 'is for a part; the payment method wallet pays all');
    return totalMinor;
  }
  return asked === undefined ? 0 : Math.min(readPrice(asked, currency, '/store_credit', 1), totalMinor);
}

/** Refuses what this shop cannot honour, before anything is done. */
export function checkTerms(
  request: FastifyRequest,
  terms: { payment_method?: string | undefined; agreed?: boolean },
): void {
  if (!request.principal.staff && (terms.agreed === true || terms.payment_method === 'invoice')) {
    throw new Problem('forbidden', 'Agreed prices and payment by invoice are for staff and service keys.');
  }
}
