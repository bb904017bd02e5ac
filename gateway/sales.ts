import type { EnterOutcome, SaleOrderOutcome, SaleTerms, SaleView } from '../processes/sale/door.ts';
import type { Gateway } from './dependencies.ts';
import { inSeconds } from './in-seconds.ts';
import { moneyOf, readPrice } from './money.ts';
import { describe, listPrices } from './orders/quote.ts';
import { invalidField, notFound, Problem } from './problem.ts';
import { rateLimited } from './rate-limits.ts';
import { readMoment } from './read-moment.ts';
import type { SaleDocument, ScheduleSaleBody } from './schemas/sales.ts';

// Sales between HTTP and their door: terms that are read, documents that are shown, refusals that are told.

/** As many requests of a customer are accepted in a window where the sale says nothing else. */
const DEFAULT_RATE = { requests: 5, window_ms: 1_000 };
/** Somebody who was let in may take so long to order. */
const DEFAULT_TURN_SECONDS = 120;
const MAX_QUANTITY = 1_000_000;

/** What the body says by itself; the product adds the rest. */
export interface ReadTerms {
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  readonly priceMinor: number | undefined;
}

/** @throws Problem when the times or the price are none. */
export function readSale(body: ScheduleSaleBody, currency: string): ReadTerms {
  const startsAtMs = readMoment(body.starts_at, '/starts_at');
  const endsAtMs = readMoment(body.ends_at, '/ends_at');
  if (endsAtMs <= startsAtMs) throw invalidField('/ends_at', 'must be after starts_at');
  return {
    startsAtMs,
    endsAtMs,
    priceMinor: body.price === undefined ? undefined : readPrice(body.price, currency, '/price', 1),
  };
}

/** @throws Problem when the product is unknown, has no stock or no price, or a customer's order would be no amount. */
export async function termsOf(gateway: Gateway, body: ScheduleSaleBody, traceId: string): Promise<SaleTerms> {
  const { currency } = gateway.options;
  const { product_id: productId, quantity, per_customer_limit: perCustomerLimit, rate_limit = DEFAULT_RATE } = body;
  const { priceMinor, ...times } = readSale(body, currency);
  const product = (await describe(gateway, [productId], traceId)).get(productId);
  if (product === undefined) {
    const errors = [{ path: '/product_id', message: 'is not a known product' }];
    throw new Problem('unknown_product', `There is no product ${JSON.stringify(productId)}.`, { errors });
  }
  if (product.kind === 'service') {
    const errors = [{ path: '/product_id', message: 'is a service' }];
    throw new Problem('not_stocked', `${productId} is a service: nothing of it can be set aside.`, { errors });
  }
  const listed = priceMinor ?? (await listPrices(gateway, [productId], traceId)).get(productId)?.amountMinor;
  if (listed === undefined) {
    const errors = [{ path: '/price', message: 'is needed: the product is not on the price list' }];
    throw new Problem('no_price', `${productId} has no price.`, { errors });
  }
  const atMost = Math.min(perCustomerLimit, MAX_QUANTITY);
  if (!Number.isSafeInteger(listed * Math.min(quantity, atMost))) {
    const errors = [
      { path: '/price', message: 'times what one customer may have is more than can be counted exactly' },
    ];
    throw new Problem('amount_too_large', 'An order of this sale could be worth too much to be exact.', { errors });
  }
  const waitingRoom = body.waiting_room && {
    draw: body.waiting_room.draw,
    turnMs: (body.waiting_room.turn_seconds ?? DEFAULT_TURN_SECONDS) * 1_000,
  };
  const rate = { rateRequests: rate_limit.requests, rateWindowMs: rate_limit.window_ms };
  const goods = { productId, sku: product.sku, quantity, priceMinor: listed, currency };
  const limits = { perCustomerLimit: atMost, ...rate };
  return { ...goods, ...times, ...limits, ...(waitingRoom && { waitingRoom }) };
}

export function saleDocument({ saleId, terms, state, draining, remaining }: SaleView): SaleDocument {
  return {
    id: saleId,
    state,
    draining,
    product_id: terms.productId,
    sku: terms.sku,
    quantity: terms.quantity,
    remaining,
    price: moneyOf(terms.priceMinor, terms.currency),
    starts_at: new Date(terms.startsAtMs).toISOString(),
    ends_at: new Date(terms.endsAtMs).toISOString(),
    per_customer_limit: terms.perCustomerLimit,
    rate_limit: { requests: terms.rateRequests, window_ms: terms.rateWindowMs },
    waiting_room: terms.waitingRoom
      ? { draw: terms.waitingRoom.draw, turn_seconds: terms.waitingRoom.turnMs / 1_000 }
      : null,
  };
}

/** One for all: it says nothing of who asks. */
export const SOLD_OUT = new Problem('sold_out', 'Nothing is left of what you asked for.');

/** Why an order was not taken. */
export function refusalOf(
  outcome: Exclude<SaleOrderOutcome, { kind: 'queued' }>,
  saleId: string,
  nowMs: number,
): Problem {
  switch (outcome.kind) {
    case 'unknown_sale':
      return notFound('sale', saleId);
    case 'sold_out':
      return SOLD_OUT;
    case 'limit_reached': {
      const detail = `One customer may have ${outcome.limit} in this sale, over all of their orders.`;
      return new Problem('limit_reached', detail, { members: { limit: outcome.limit } });
    }
    case 'rate_limited':
      return rateLimited(outcome.verdict);
    case 'too_early': {
      const members = { starts_at: new Date(outcome.startsAtMs).toISOString() };
      const headers = { 'retry-after': inSeconds(outcome.startsAtMs - nowMs) };
      return new Problem('too_early', `The sale begins at ${members.starts_at}.`, { members, headers });
    }
    case 'ticket_required':
      return new Problem('ticket_required', 'This sale has a waiting room: get a ticket first, and send it along.');
    case 'ticket_invalid':
      return new Problem('ticket_invalid', 'This is no ticket of this customer for this sale.');
    case 'not_admitted':
      return new Problem('not_admitted', 'It is not your turn yet.', {
        headers: { 'retry-after': inSeconds(outcome.retryAfterMs) },
      });
    case 'turn_lost':
      return new Problem('turn_lost', 'Your turn is over: you were let in and did not order in time.');
    case 'ticket_used':
      return new Problem('ticket_used', `Order ${outcome.orderId} has used this ticket.`, {
        members: { order_id: outcome.orderId },
      });
    case 'over':
      return new Problem('sale_over', 'This sale is over.');
    case 'paused':
      return new Problem('sale_paused', 'The sale is paused. Try again soon.', { headers: { 'retry-after': '5' } });
    case 'queue_full':
      return new Problem('queue_full', 'Too many orders wait. Nothing was done; try again soon.', {
        headers: { 'retry-after': inSeconds(outcome.retryAfterMs) },
      });
    case 'returned':
      return new Problem('order_withdrawn', 'This order has given its units back. Order again with a new key.');
  }
}

/** Why there is no place in the waiting room. */
export function refusalOfPlace(
  outcome: Exclude<EnterOutcome, { kind: 'entered' }>,
  saleId: string,
  nowMs: number,
): Problem {
  if (outcome.kind === 'full') return refusalOf({ kind: 'queue_full', retryAfterMs: 60_000 }, saleId, nowMs);
  if (outcome.kind !== 'no_waiting_room') return refusalOf(outcome, saleId, nowMs);
  return new Problem('no_waiting_room', 'This sale has no waiting room: order without a ticket.');
}
