import type { FastifyRequest } from 'fastify';
import { ordering } from '../../modules/order/contract.ts';
import { isUuid } from '../../platform/kernel/ids.ts';
import type { OrderSelection } from '../../views/orders/door.ts';
import { fromCursor, toCursor } from '../cursor.ts';
import type { App, Gateway } from '../dependencies.ts';
import { SOON } from '../errors.ts';
import { idempotent } from '../idempotent.ts';
import { timeLeft } from '../in-time.ts';
import { readPrice } from '../money.ts';
import { onRecord } from '../operator-actions.ts';
import { bodyIsOptional } from '../optional-body.ts';
import { listedDocument, type Order, orderDocument, paymentsOf } from '../orders/documents.ts';
import { findOrders, type ReadOrders } from '../orders/find-orders.ts';
import { knownOrder } from '../orders/known-orders.ts';
import { beginCheckout, checkTerms, getOrder, locationOf, placedAnswer, storeCreditOf } from '../orders/place-order.ts';
import { quote, type RequestedLine } from '../orders/quote.ts';
import { waitForEnd } from '../orders/wait-for-end.ts';
import { etagOf, mismatch, notModified, requireMatch } from '../preconditions.ts';
import { preferredWaitSeconds } from '../prefer.ts';
import { invalidField, notFound, Problem } from '../problem.ts';
import { momentOf, NO_SUCH_MOMENT } from '../read-moment.ts';
import { DEFAULT_LIMIT, IdParams, MOST_UNITS } from '../schemas/building-blocks.ts';
import {
  CancelOrder,
  ListOrdersQuery,
  OrderPage,
  OrderRef,
  PlaceOrder,
  type PlaceOrderBody,
} from '../schemas/orders.ts';

const tags = ['Orders'];

export function orderRoutes(app: App, gateway: Gateway): void {
  placing(app, gateway);
  reading(app, gateway);
  cancelling(app, gateway);
}

function placing(app: App, gateway: Gateway): void {
  const { currency } = gateway.options;
  app.post(
    '/orders',
    {
      schema: {
        operationId: 'placeOrder',
        summary: 'Place an order',
        description: 'The order is durable, PENDING, before the answer. Several lines with one product count together.',
        tags,
        body: PlaceOrder,
        response: { 201: OrderRef },
      },
      config: { problems: PLACING_PROBLEMS, reads: ['Prefer'], answers: ['Location'] },
      ...idempotent(gateway, (body: PlaceOrderBody) => {
        requestedLines(body, currency);
        storeCreditOf(body, 0, currency);
      }),
    },
    async (request, reply) => {
      const { body } = request;
      const agreed = body.items.some((item) => item.agreed_price !== undefined);
      checkTerms(request, { payment_method: body.payment_method, agreed });
      const lines = requestedLines(body, currency);
      const priced = await quote(gateway, lines, body.coupon, request.id);
      const order = {
        orderId: request.operation?.id ?? gateway.newId(),
        customerId: body.customer_id,
        currency,
        paymentMethod: body.payment_method ?? 'card',
        lines: priced.lines,
        totalMinor: priced.totalMinor,
        coupon: priced.coupon,
        storeCreditMinor: storeCreditOf(body, priced.totalMinor, currency),
      };
      const begun = await beginCheckout(gateway, order, request, timeLeft(gateway, request));
      return placedAnswer(gateway, order, begun, request, reply);
    },
  );
}

const PLACING_PROBLEMS = [
  'forbidden',
  'unknown_product',
  'no_price',
  'amount_not_positive',
  'amount_too_large',
  'outcome_unknown',
  'order_withdrawn',
] as const;

/** A list price of nothing is no price, but what was agreed may be a gift. */
function requestedLines({ items }: PlaceOrderBody, currency: string): RequestedLine[] {
  checkUnits(items);
  return items.map(({ product_id, quantity, price, agreed_price }, index) => ({
    productId: product_id,
    quantity,
    seenMinor: price === undefined ? undefined : readPrice(price, currency, `/items/${index}/price`, 1),
    agreedMinor:
      agreed_price === undefined ? undefined : readPrice(agreed_price, currency, `/items/${index}/agreed_price`, 0),
  }));
}

/** Several lines with one product count together. @throws Problem where they are more than one line may have. */
function checkUnits(items: PlaceOrderBody['items']): void {
  if (items.length === 1) return;
  const units = new Map<string, number>();
  for (const [index, { product_id: id, quantity }] of items.entries()) {
    const sum = (units.get(id) ?? 0) + quantity;
    if (sum > MOST_UNITS) {
      throw invalidField(
        `/items/${index}/quantity`,
        `makes more than ${MOST_UNITS} of one product, with the lines before it`,
      );
    }
    units.set(id, sum);
  }
}

function reading(app: App, gateway: Gateway): void {
  app.get(
    '/orders/:id',
    {
      schema: {
        operationId: 'getOrder',
        summary: 'One order',
        tags,
        params: IdParams,
        response: { 200: OrderRef },
      },
      config: { problems: ['not_found'], reads: ['If-None-Match'] },
    },
    async (request, reply) => {
      const order = await existingOrder(gateway, request.params.id, request.id);
      const payments = await paymentsOf(gateway.doors, [order.orderId], request.id);
      const paid = payments.get(order.orderId);
      if (notModified(request, reply, etagOf(order.version, paid?.version ?? 0))) return reply;
      return orderDocument(order, paid);
    },
  );
  app.get(
    '/orders',
    {
      schema: {
        operationId: 'listOrders',
        summary: 'Orders, newest first',
        description:
          'By `status`, `reason`, `sku` and time some thousand orders are looked through in one call: its page may be ' +
          'short, or empty, and still have a next one.',
        tags,
        querystring: ListOrdersQuery,
        response: { 200: OrderPage },
      },
    },
    async (request) => {
      const { limit = DEFAULT_LIMIT, cursor, ...wanted } = request.query;
      for (const name of ['placed_from', 'placed_until'] as const) checkMoment(wanted[name], `/${name}`);
      const before = fromCursor('order', cursor, isUuid);
      const read = (selection: OrderSelection) => listOrders(gateway, selection, request.id);
      const { documents, lastRead } = await findOrders(read, wanted, before, limit);
      return { data: documents, next_cursor: lastRead === undefined ? null : toCursor('order', lastRead) };
    },
  );
}

/** @throws Problem when it is no moment that there is, however much it looks like one. */
function checkMoment(moment: string | undefined, path: string): void {
  if (moment === undefined) return;
  const atMs = momentOf(moment);
  if (atMs !== undefined && atMs >= 0) return;
  const message = atMs === undefined ? NO_SUCH_MOMENT : 'must be a moment from 1970 on';
  throw new Problem('invalid_request', `${path} ${message}.`, { errors: [{ path, message, in: 'query' }] });
}

/** From the view. When that is too far behind to hold what was placed a moment ago, from the modules themselves. */
async function listOrders(gateway: Gateway, selection: OrderSelection, traceId: string): Promise<ReadOrders> {
  const page = await gateway.views.orders.page(selection);
  if (page !== undefined) return { ...page, documents: page.orders.map(listedDocument) };
  const { orders, more, lookedTo } = await gateway.doors.call(ordering.listOrders(selection), { traceId });
  const orderIds = orders.map(({ orderId }) => orderId);
  const payments = await paymentsOf(gateway.doors, orderIds, traceId);
  const documents = orders.map((order) => orderDocument(order, payments.get(order.orderId)));
  return { documents, more, lookedTo: lookedTo === '' ? undefined : lookedTo };
}

function cancelling(app: App, gateway: Gateway): void {
  app.post(
    '/orders/:id/cancel',
    {
      schema: {
        operationId: 'cancelOrder',
        summary: 'Cancel an order',
        description: 'Stock and money go back; follow the order until it is CANCELLED, or wait for that with `Prefer`.',
        tags,
        params: IdParams,
        body: CancelOrder,
        response: { 202: OrderRef },
      },
      config: {
        problems: ['not_found', 'order_queued', 'too_late', 'version_mismatch'],
        reads: ['If-Match', 'Prefer'],
        answers: ['Location'],
      },
      preValidation: bodyIsOptional,
      ...idempotent(gateway),
    },
    async (request, reply) => {
      const { id } = request.params;
      const order = await existingOrder(gateway, id, request.id);
      const seen = await orderSeen(gateway, order, request);
      const { reason: note = '' } = request.body;
      const cancel = () => requestCancellation(gateway, request, { order, note, ...seen });
      const asked = { action: 'order.cancel', object: { kind: 'order', id }, reason: note } as const;
      await (request.principal.staff ? onRecord(gateway, request, asked, cancel) : cancel());
      reply.code(202).header('location', locationOf(id));
      const waitSeconds = preferredWaitSeconds(request);
      if (waitSeconds !== undefined && (await waitForEnd(gateway, id, waitSeconds * 1_000))) {
        reply.header('preference-applied', `wait=${waitSeconds}`);
      }
      const [current, payments] = await Promise.all([
        getOrder(gateway, id, request.id),
        paymentsOf(gateway.doors, [id], request.id),
      ]);
      return orderDocument(current ?? order, payments.get(id));
    },
  );
}

/** @throws Problem when the order is past cancelling, or not the one that was seen. */
async function requestCancellation(
  { doors, options }: Gateway,
  request: FastifyRequest,
  { order, ...asked }: { readonly order: Order; readonly note: string; readonly expectedVersion?: number },
): Promise<void> {
  const { orderId } = order;
  // In demo mode everybody is staff, and a shopper cancels as a shopper.
  const reason = request.principal.staff && !options.demoMode ? 'cancelled_by_staff' : 'cancelled_by_customer';
  const outcome = await doors.call(ordering.requestCancellation({ ...asked, orderId, reason }), {
    traceId: request.id,
  });
  if (outcome.kind === 'versionChanged') throw mismatch(request.headers['if-match']);
  // It was withdrawn before it was placed: what is cancelled already is answered as it stands, however often.
  if (outcome.kind === 'notFound' && order.status === 'CANCELLED') return;
  // It is there, so it has its units of a sale and waits for its checkout, which alone can end it.
  if (outcome.kind === 'notFound') {
    const detail = `Order ${orderId} waits for its checkout. Ask again in a second.`;
    throw new Problem('order_queued', detail, { headers: SOON });
  }
  if (outcome.kind === 'tooLate') {
    const detail = `Order ${orderId} is ${outcome.status} and cannot be cancelled any more.`;
    throw new Problem('too_late', detail, { members: { order_status: outcome.status } });
  }
}

/**
 * The order's own version, for the command to find. Its tag has the payment's version too, which is another room's.
 * @throws Problem when `If-Match` does not name the current versions.
 */
async function orderSeen(
  gateway: Gateway,
  { orderId, version }: Order,
  request: FastifyRequest,
): Promise<{ readonly expectedVersion?: number }> {
  const header = request.headers['if-match'];
  if (header === undefined || header.trim() === '*') return {};
  const payments = await paymentsOf(gateway.doors, [orderId], request.id);
  requireMatch(request, etagOf(version, payments.get(orderId)?.version ?? 0));
  return { expectedVersion: version };
}

/** @throws Problem when there is no such order. */
export async function existingOrder(gateway: Gateway, orderId: string, traceId: string): Promise<Order> {
  const order = await knownOrder(gateway, orderId, traceId);
  if (order === undefined) throw notFound('order', orderId);
  return order;
}
