import { DEFAULT_OPTIONS, type ListPrice, type Product } from '../../gateway/dependencies.ts';
import { SOON, toProblem } from '../../gateway/errors.ts';
import { keepAnswer } from '../../gateway/idempotent.ts';
import { placedDocument } from '../../gateway/orders/documents.ts';
import { beginCheckout, storeCreditOf } from '../../gateway/orders/place-order.ts';
import { type Quoting, quote } from '../../gateway/orders/quote.ts';
import { RecentLookups } from '../../gateway/orders/recent-lookups.ts';
import { Problem } from '../../gateway/problem.ts';
import { refusalOf, refusalOfPlace } from '../../gateway/sales.ts';
import { placeDocument } from '../../gateway/ticket-feed.ts';
import { ordering } from '../../modules/order/contract.ts';
import type { Answer, Idempotency } from '../../platform/idempotency/idempotency.ts';
import { present } from '../../platform/kernel/assert.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Checkout, PaymentMethod } from '../../processes/checkout/door.ts';
import type { Sales, WaitingRooms } from '../../processes/sale/door.ts';

// What the gateway does with an order, in a sale or not, and a cancellation, without HTTP around it: keys are claimed, lines
// are quoted, the checkout is begun, and the answer is stored before it is given. The parts are the gateway's own.

export interface OrderBody {
  readonly customerId: string;
  readonly paymentMethod: PaymentMethod;
  readonly lines: readonly { readonly productId: string; readonly quantity: number; readonly seenMinor?: number }[];
  readonly coupon?: string;
  /** What the wallet is to pay, as text; all of it by the method `wallet`. */
  readonly storeCredit?: string;
}

/** What a client asks for under a key. */
export interface KeyedRequest<Body = unknown> {
  readonly principal: string;
  readonly key: string;
  readonly body: Body;
  readonly traceId: string;
}

export type OrderRequest = KeyedRequest<OrderBody>;

export interface SaleOrderBody {
  readonly saleId: string;
  readonly customerId: string;
  readonly quantity: number;
  /** Of its waiting room, where it has one. */
  readonly ticket?: string;
}

/** A place in a waiting room that is asked for. */
export type TicketRequest = KeyedRequest<{ readonly saleId: string; readonly customerId: string }>;

/** What the key stands for when it runs. */
interface Operation {
  readonly id: string;
  readonly isRepeat: boolean;
}

export interface EdgeParts {
  readonly doors: Doors;
  readonly checkout: Checkout;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Where the seed has a sale. */
  readonly sales: Sales | undefined;
  readonly waitingRooms: WaitingRooms | undefined;
  /** Told under which id a key's order of a sale runs. */
  readonly saleOrdered: (key: string, orderId: string) => void;
}

const CURRENCY = 'GBP';
const LOOKUPS = 1_000;

export class Edge {
  readonly #parts: EdgeParts;
  readonly #quoting: Quoting;

  constructor(parts: EdgeParts) {
    this.#parts = parts;
    const { doors, clock } = parts;
    const lookups = { clock, keepMs: DEFAULT_OPTIONS.lookupMs, capacity: LOOKUPS };
    this.#quoting = {
      doors,
      options: DEFAULT_OPTIONS,
      recentProducts: new RecentLookups<Product>(lookups),
      recentPrices: new RecentLookups<ListPrice>(lookups),
    };
  }

  placeOrder(request: OrderRequest): Promise<Answer> {
    return this.#underKey(request, ({ id }) => this.#place(id, request.body, request.traceId));
  }

  orderFromSale(request: KeyedRequest<SaleOrderBody>): Promise<Answer> {
    return this.#underKey(request, (operation) => this.#orderFromSale(operation, request));
  }

  enterWaitingRoom(request: TicketRequest): Promise<Answer> {
    return this.#underKey(request, async () => {
      const { saleId, customerId } = request.body;
      const { waitingRooms, clock } = this.#parts;
      const outcome = await present(waitingRooms, 'the waiting rooms of this seed').enter(saleId, customerId);
      if (outcome.kind !== 'entered') throw refusalOfPlace(outcome, saleId, clock.nowMs());
      return {
        status: 201,
        headers: {},
        body: JSON.stringify({ ticket: outcome.ticket, ...placeDocument(outcome.place) }),
      };
    });
  }

  async #underKey(
    { principal, key, body, traceId }: KeyedRequest,
    run: (operation: Operation) => Promise<Answer>,
  ): Promise<Answer> {
    const { idempotency } = this.#parts;
    const operation = { principal, key, fingerprint: JSON.stringify(body) };
    try {
      const claim = await idempotency.claim(operation);
      if (claim.state === 'answered') return claim.answer;
      if (claim.state === 'running') throw new Problem('idempotency_key_in_use', 'The first call is still running.');
      if (claim.state === 'mismatch') throw new Problem('idempotency_key_reused', 'This key was used otherwise.');
      const running = run({ id: claim.operationId, isRepeat: claim.isRepeat === true });
      const answer = await running.catch((error) => answerOf(error, traceId));
      const keeper = { idempotency, bounded: <T>(work: Promise<T>) => work, tell: () => undefined };
      const kept = await keepAnswer(keeper, { ...operation, attempt: claim.attempt }, answer, traceId);
      return kept instanceof Problem ? answerOf(kept, traceId) : kept;
    } catch (error) {
      return answerOf(error, traceId);
    }
  }

  async cancelOrder(orderId: string, traceId: string): Promise<Answer> {
    try {
      const asked = ordering.requestCancellation({ orderId, reason: 'cancelled_by_customer', note: '' });
      const outcome = await this.#parts.doors.call(asked, { traceId });
      if (outcome.kind === 'notFound' && this.#parts.sales !== undefined) return await this.#cancelQueued(orderId);
      return { status: outcome.kind === 'requested' ? 202 : 409, headers: {}, body: JSON.stringify(outcome) };
    } catch (error) {
      return answerOf(error, traceId);
    }
  }

  async #orderFromSale({ id, isRepeat }: Operation, request: KeyedRequest<SaleOrderBody>): Promise<Answer> {
    const { sales, saleOrdered, clock } = this.#parts;
    const { key, body, traceId } = request;
    saleOrdered(key, id);
    const order = { ...body, orderId: id, isRepeat };
    const { outcome } = await present(sales, 'the sale of this seed').order(order, { traceId });
    if (outcome.kind !== 'queued') throw refusalOf(outcome, body.saleId, clock.nowMs());
    return { status: 202, headers: {}, body: JSON.stringify({ order_id: id, status: 'QUEUED' }) };
  }

  /** It has its units of a sale and waits for its checkout, or came to nothing before. */
  async #cancelQueued(orderId: string): Promise<Answer> {
    const [queued] = (await this.#parts.sales?.queued([orderId])) ?? [];
    if (queued?.withdrawnAtMs !== undefined) return { status: 202, headers: {}, body: '{}' };
    throw new Problem('order_queued', `Order ${orderId} waits for its checkout.`, { headers: SOON });
  }

  async #place(orderId: string, body: OrderBody, traceId: string): Promise<Answer> {
    const { customerId, paymentMethod } = body;
    const priced = await quote(this.#quoting, body.lines, body.coupon, traceId);
    const terms = { payment_method: paymentMethod, ...(body.storeCredit && { store_credit: body.storeCredit }) };
    const storeCreditMinor = storeCreditOf(terms, priced.totalMinor, CURRENCY);
    const order = { orderId, customerId, currency: CURRENCY, paymentMethod, storeCreditMinor, ...priced };
    const begun = await beginCheckout(this.#parts, order, { id: traceId });
    return { status: 201, headers: {}, body: JSON.stringify(placedDocument(order, begun)) };
  }
}

function answerOf(error: unknown, traceId: string): Answer {
  const problem = toProblem(error);
  return { status: problem.status, headers: {}, body: problem.document('/orders', traceId) };
}
