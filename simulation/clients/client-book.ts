import type { Answer } from '../../platform/idempotency/idempotency.ts';
import type { KeyedRequest } from '../host/edge.ts';

// What the clients were told, kept by themselves: the shop is held to it, whatever it says of itself.

interface KeyRecord {
  /** Bodies that were sent under the key, as text. */
  readonly bodies: Set<string>;
  /** Orders that answers to it have named. */
  readonly orderIds: Set<string>;
  /** The answer that holds: every later one has to be the same. */
  answer: Answer | undefined;
  answeredBody: string | undefined;
}

/** Refusals for now: nothing of them is kept under the key. */
const PASSING: ReadonlySet<number> = new Set([425, 429]);

/** The answer says what became of the request, and a repeated call is to say the same. */
export function isDefinite({ status, body }: Answer): boolean {
  return status < 500 && !PASSING.has(status) && !body.includes('"code":"idempotency_key_in_use"');
}

const MISMATCH = 422;

/** What a shopper was told of an order. */
export interface AcknowledgedOrder {
  readonly key: string;
  readonly total: string;
}

export class ClientBook {
  readonly #keys = new Map<string, KeyRecord>();
  readonly #acknowledged = new Map<string, AcknowledgedOrder>();
  readonly violations: string[] = [];
  readonly promised = new Set<string>();

  sent({ key, body }: KeyedRequest): void {
    this.#recordOf(key).bodies.add(JSON.stringify(body));
  }

  answered(request: KeyedRequest, answer: Answer): void {
    this.#named(request.key, answer);
    if (!isDefinite(answer)) return;
    const record = this.#recordOf(request.key);
    const body = JSON.stringify(request.body);
    if (answer.status === MISMATCH && !isAboutTheBody(answer)) {
      if (record.bodies.size === 1)
        this.violations.push(`one-key-one-answer: ${request.key} was refused as another body's, but has one`);
      return;
    }
    if (record.answer === undefined) {
      record.answer = answer;
      record.answeredBody = body;
    } else if (record.answeredBody !== body) {
      this.violations.push(`one-key-one-body: ${request.key} was accepted with two bodies`);
    } else if (record.answer.status !== answer.status || record.answer.body !== answer.body) {
      this.violations.push(
        `one-key-one-answer: ${request.key} was answered with ${record.answer.status} ${record.answer.body} and then with ${answer.status} ${answer.body}`,
      );
    }
    if (answer.status !== 201) return;
    const { id, total } = JSON.parse(answer.body) as { id?: string; total?: { amount: string } };
    // A place in a waiting room is no order.
    if (id === undefined || total === undefined) return;
    this.#acknowledged.set(id, { key: request.key, total: total.amount });
  }

  /** The shop has said that the order will be cancelled. */
  promisedCancellation(orderId: string): void {
    this.promised.add(orderId);
  }

  /** One key, at most one order: whatever the answer is, it may name no other. */
  #named(key: string, { body }: Answer): void {
    const { id, order_id: orderId = id } = JSON.parse(body) as { id?: string; order_id?: string };
    const { orderIds } = this.#recordOf(key);
    if (orderId === undefined || orderIds.has(orderId)) return;
    orderIds.add(orderId);
    if (orderIds.size > 1) this.violations.push(`one-key-one-order: ${key} stands for ${[...orderIds].join(' and ')}`);
  }

  /** The orders that the shop has said exist, by id. */
  get acknowledged(): ReadonlyMap<string, AcknowledgedOrder> {
    return this.#acknowledged;
  }

  #recordOf(key: string): KeyRecord {
    let record = this.#keys.get(key);
    if (record === undefined) {
      record = { bodies: new Set(), orderIds: new Set(), answer: undefined, answeredBody: undefined };
      this.#keys.set(key, record);
    }
    return record;
  }
}

/** A 422 is also the answer to an order that cannot be: only the one about the key has no memory. */
function isAboutTheBody({ body }: Answer): boolean {
  return !body.includes('"code":"idempotency_key_reused"');
}
