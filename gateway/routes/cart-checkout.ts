import type { FastifyReply, FastifyRequest } from 'fastify';
import { cart } from '../../modules/cart/contract.ts';
import type { CheckoutRequest, PaymentMethod } from '../../processes/checkout/door.ts';
import { alreadyCheckedOut, type Cart, cartRefusal, existingCart } from '../carts.ts';
import type { App, Gateway } from '../dependencies.ts';
import { idempotent } from '../idempotent.ts';
import { timeLeft } from '../in-time.ts';
import { orderDocument, paymentsOf } from '../orders/documents.ts';
import { beginCheckout, checkTerms, getOrder, locationOf, placedAnswer, storeCreditOf } from '../orders/place-order.ts';
import { type Quote, quote } from '../orders/quote.ts';
import { etagOf, requireMatch, revisionSeen } from '../preconditions.ts';
import { Problem } from '../problem.ts';
import { IdParams } from '../schemas/building-blocks.ts';
import { CheckOutCart, type CheckOutCartBody } from '../schemas/carts.ts';
import { type OrderDocument, OrderRef } from '../schemas/orders.ts';

// A cart becomes one order. The cart is closed under the id of its order first, and the order is begun under that id
// second: a crash in between leaves a closed cart whose order is not there, and the next checkout of the cart begins
// it. Two checkouts at once close the cart for one of them; the other is told the order's id.

export function cartCheckoutRoutes(app: App, gateway: Gateway): void {
  app.post(
    '/carts/:id/checkout',
    {
      schema: {
        operationId: 'checkOutCart',
        summary: 'Order what is in a cart',
        tags: ['Carts'],
        params: IdParams,
        body: CheckOutCart,
        response: { 201: OrderRef },
      },
      config: {
        problems: [
          'not_found',
          'cart_checked_out',
          'cart_empty',
          'no_price',
          'forbidden',
          'version_mismatch',
          'outcome_unknown',
          'order_withdrawn',
        ],
        reads: ['Prefer', 'If-Match'],
        answers: ['Location'],
      },
      ...idempotent(gateway, (body: CheckOutCartBody) => storeCreditOf(body, 0, gateway.options.currency)),
    },
    async (request, reply) => {
      const { customer_id: customerId, payment_method: paymentMethod = 'card', coupon } = request.body;
      const { store_credit: storeCredit } = request.body;
      const buyer = { customerId, paymentMethod, coupon, storeCredit };
      // Refused before the cart is closed, if it is to be.
      creditOf(buyer, 0, gateway.options.currency);
      checkTerms(request, request.body);
      const found = await existingCart(gateway, request.params.id, request.id);
      if (found.orderId !== '') return resume(gateway, found, buyer, request, reply);
      // Whoever saw another version is refused before anything is priced; the command looks again.
      requireMatch(request, etagOf(found.version));
      return checkOut(gateway, found, buyer, request, reply);
    },
  );
}

interface Buyer {
  readonly customerId: string;
  readonly paymentMethod: PaymentMethod;
  /** A code. */
  readonly coupon: string | undefined;
  readonly storeCredit: string | number | undefined;
}

/** An open cart: everything that can be refused is, before the cart is closed. */
async function checkOut(
  gateway: Gateway,
  found: Cart,
  buyer: Buyer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OrderDocument> {
  const { cartId } = found;
  if (found.items.length === 0) throw cartEmpty(cartId);
  const priced = await quote(gateway, found.items, buyer.coupon, request.id);
  const orderId = request.operation?.id ?? gateway.newId();
  const expectedVersion = await revisionSeen(request, async () => found.version);
  const closing = cart.checkOutCart({ cartId, orderId, expectedVersion });
  const closed = await gateway.doors.call(closing, { traceId: request.id });
  if (closed.kind === 'empty') throw cartEmpty(cartId);
  if (closed.kind !== 'closed') throw cartRefusal(closed, cartId, request.headers['if-match']);
  // Something may have been put in or taken out since the cart was read.
  const current = sameItems(found, closed) ? priced : await quote(gateway, closed.items, buyer.coupon, request.id);
  return place(gateway, { cartId, orderId }, current, buyer, request, reply);
}

/** A closed cart. If a crash kept its order from being begun, it is begun now, under the id that the cart remembers. */
async function resume(
  gateway: Gateway,
  found: Cart,
  buyer: Buyer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OrderDocument> {
  const { orderId, cartId } = found;
  const order = await getOrder(gateway, orderId, request.id);
  if (order === undefined) {
    const priced = await quote(gateway, found.items, buyer.coupon, request.id);
    return place(gateway, { cartId, orderId }, priced, buyer, request, reply);
  }
  // The same idempotency key brought this order about, and its answer was lost.
  if (request.operation?.id !== orderId) throw alreadyCheckedOut(cartId, orderId);
  const payments = await paymentsOf(gateway.doors, [orderId], request.id);
  reply.code(201).header('location', locationOf(orderId));
  return orderDocument(order, payments.get(orderId));
}

/** Of those who begin the order at once, while the cart is closed and its order is not there, one is told that it is theirs. */
async function place(
  gateway: Gateway,
  { cartId, orderId }: { readonly cartId: string; readonly orderId: string },
  priced: Quote,
  buyer: Buyer,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OrderDocument> {
  const { currency } = gateway.options;
  const { customerId, paymentMethod } = buyer;
  const storeCreditMinor = creditOf(buyer, priced.totalMinor, currency);
  const order: CheckoutRequest = { orderId, customerId, currency, paymentMethod, storeCreditMinor, ...priced };
  const begun = await beginCheckout(gateway, order, request, timeLeft(gateway, request)).catch(
    async (error: unknown) => {
      // Its order will never be: the cart is there for another one.
      const isWithdrawn = error instanceof Problem && error.slug === 'order_withdrawn';
      if (isWithdrawn) await gateway.doors.call(cart.reopenCart({ cartId, orderId }), { traceId: request.id });
      throw error;
    },
  );
  const isOwn = request.operation?.id === orderId && begun.placedBefore?.customerId === customerId;
  if (begun.placedBefore !== undefined && !isOwn) throw alreadyCheckedOut(cartId, orderId);
  return placedAnswer(gateway, order, begun, request, reply);
}

function creditOf({ paymentMethod, storeCredit }: Buyer, totalMinor: number, currency: string): number {
  const asked = storeCredit === undefined ? {} : { store_credit: storeCredit };
  return storeCreditOf({ payment_method: paymentMethod, ...asked }, totalMinor, currency);
}

function sameItems(left: Cart, right: Cart): boolean {
  return (
    left.items.length === right.items.length &&
    left.items.every(({ productId, quantity }, index) => {
      const other = right.items[index];
      return other?.productId === productId && other.quantity === quantity;
    })
  );
}

function cartEmpty(cartId: string): Problem {
  return new Problem('cart_empty', `Cart ${cartId} is empty. Put something in before you order.`);
}
