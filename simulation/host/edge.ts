import { DEFAULT_OPTIONS, type ListPrice, type Product } from '../../gateway/dependencies.ts';
import { toProblem } from '../../gateway/errors.ts';
import { keepAnswer } from '../../gateway/idempotent.ts';
import { placedDocument } from '../../gateway/orders/documents.ts';
import { beginCheckout, storeCreditOf } from '../../gateway/orders/place-order.ts';
import { type Quoting, quote } from '../../gateway/orders/quote.ts';
import { RecentLookups } from '../../gateway/orders/recent-lookups.ts';
import { Problem } from '../../gateway/problem.ts';
import { ordering } from '../../modules/order/contract.ts';
import type { Answer, Idempotency } from '../../platform/idempotency/idempotency.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Checkout, PaymentMethod } from '../../processes/checkout/door.ts';

// What the gateway does with an order and a cancellation, without HTTP around it: keys are claimed, lines are quoted, the
// checkout is begun, and the answer is stored before it is given. The parts are the gateway's own.

export interface OrderBody {
  readonly customerId: string;
  readonly paymentMethod: PaymentMethod;
  readonly lines: readonly { readonly productId: string; readonly quantity: number; readonly seenMinor?: number }[];
  readonly coupon?: string;
  /** What the wallet is to pay, as text; all of it by the method `wallet`. */
  readonly storeCredit?: string;
}

export interface OrderRequest {
  readonly principal: string;
  readonly key: string;
  readonly body: OrderBody;
  readonly traceId: string;
}

export interface EdgeParts {
  readonly doors: Doors;
  readonly checkout: Checkout;
  readonly idempotency: Idempotency;
  readonly clock: Clock;
  readonly newId: NewId;
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

  async placeOrder({ principal, key, body, traceId }: OrderRequest): Promise<Answer> {
    const { idempotency } = this.#parts;
    const operation = { principal, key, fingerprint: JSON.stringify(body) };
    try {
      const claim = await idempotency.claim(operation);
      if (claim.state === 'answered') return claim.answer;
      if (claim.state === 'running') throw new Problem('idempotency_key_in_use', 'The first call is still running.');
      if (claim.state === 'mismatch') throw new Problem('idempotency_key_reused', 'This key was used otherwise.');
      const answer = await this.#place(claim.operationId, body, traceId).catch((error) => answerOf(error, traceId));
      const keeper = { idempotency, bounded: <T>(work: Promise<T>) => work, tell: () => undefined };
      const kept = await keepAnswer(keeper, operation, answer, traceId);
      return kept instanceof Problem ? answerOf(kept, traceId) : kept;
    } catch (error) {
      return answerOf(error, traceId);
    }
  }

  async cancelOrder(orderId: string, traceId: string): Promise<Answer> {
    try {
      const asked = ordering.requestCancellation({ orderId, reason: 'cancelled_by_customer', note: '' });
      const outcome = await this.#parts.doors.call(asked, { traceId });
      return { status: outcome.kind === 'requested' ? 202 : 409, headers: {}, body: JSON.stringify(outcome) };
    } catch (error) {
      return answerOf(error, traceId);
    }
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
