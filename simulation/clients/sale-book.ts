import type { Answer } from '../../platform/idempotency/idempotency.ts';
import type { KeyedRequest, SaleOrderBody, TicketRequest } from '../host/edge.ts';
import { type ClientBook, isDefinite } from './client-book.ts';

// What the customers of a sale were told, kept by themselves.

export type SaleRequest = KeyedRequest<SaleOrderBody>;

export interface QueuedOrder {
  readonly key: string;
  readonly customerId: string;
  readonly quantity: number;
}

/** A customer was told no, for good. */
export interface Refusal {
  readonly key: string;
  readonly customerId: string;
  readonly quantity: number;
  /** The `code` of the problem. */
  readonly code: string;
  /** When they first asked under this key, and when they were told. */
  readonly askedMs: number;
  readonly toldMs: number;
  /** Units that the customer had asked for by then, under all keys. */
  readonly customerAskedFor: number;
}

/** A customer was told that this is their place in the waiting room. */
export interface ToldPlace {
  readonly customerId: string;
  /** From 1, in order of arrival. */
  readonly sequence: number;
  /** From 1; null before the draw. */
  readonly position: number | null;
}

export class SaleBook {
  readonly #book: ClientBook;
  readonly #askedMs = new Map<string, number>();
  readonly #askedFor = new Map<string, number>();
  readonly #told = new Set<string>();
  /** By order id. */
  readonly queued = new Map<string, QueuedOrder>();
  /** Orders that the shop has said will be cancelled. */
  readonly promised = new Set<string>();
  readonly refusals: Refusal[] = [];
  /** Who has asked for a place in the waiting room. */
  readonly cameToRoom = new Set<string>();
  readonly places: ToldPlace[] = [];

  constructor(book: ClientBook) {
    this.#book = book;
  }

  sent(request: SaleRequest, nowMs: number): void {
    const { key, body } = request;
    this.#book.sent(request);
    if (this.#askedMs.has(key)) return;
    this.#askedMs.set(key, nowMs);
    this.#askedFor.set(body.customerId, (this.#askedFor.get(body.customerId) ?? 0) + body.quantity);
  }

  entered(request: TicketRequest, answer: Answer): void {
    this.#book.sent(request);
    this.#book.answered(request, answer);
    if (answer.status !== 201) return;
    const { sequence, position } = JSON.parse(answer.body) as Pick<ToldPlace, 'sequence' | 'position'>;
    this.places.push({ customerId: request.body.customerId, sequence, position });
  }

  answered(request: SaleRequest, answer: Answer, nowMs: number): void {
    const { key, body } = request;
    this.#book.answered(request, answer);
    if (!isDefinite(answer) || this.#told.has(key)) return;
    this.#told.add(key);
    const { customerId, quantity } = body;
    const said = JSON.parse(answer.body) as { readonly order_id: string; readonly code: string };
    if (answer.status === 202) {
      this.queued.set(said.order_id, { key, customerId, quantity });
      return;
    }
    const askedMs = this.#askedMs.get(key) ?? nowMs;
    const customerAskedFor = this.#askedFor.get(customerId) ?? 0;
    this.refusals.push({ key, customerId, quantity, code: said.code, askedMs, toldMs: nowMs, customerAskedFor });
  }
}
