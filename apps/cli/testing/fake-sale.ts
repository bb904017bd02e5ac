import { SlidingWindow } from '../../../platform/ratelimit/sliding-window.ts';
import type { OrderDocument } from '../http/documents.ts';

// As much of a flash sale as a drill talks to, decided at once and rightly, unless a test spoils it through `fault`.

export type SaleFault = 'oversells' | 'no limit' | 'forgets' | 'lies' | 'mistakes' | 'closes';

/**
 * Without a limit it sells to those alone who ask so often, which only bots do: whoever comes first, somebody gets too many.
 */
const OVER_AND_OVER = 4;

interface Terms {
  readonly product_id: string;
  readonly quantity: number;
  readonly starts_at: string;
  readonly per_customer_limit: number;
  readonly rate_limit: { readonly requests: number; readonly window_ms: number };
}

export interface SaleAnswer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What the sale shares with the shop around it. */
export interface Around {
  readonly orders: Map<string, OrderDocument>;
  readonly stock: Map<string, number>;
}

const refusal = (status: number, code: string, wait?: string): SaleAnswer => ({
  status,
  body: { code },
  ...(wait !== undefined && { headers: { 'retry-after': wait } }),
});

export class FakeSale {
  fault: SaleFault | undefined;
  readonly #around: Around;
  readonly #answers = new Map<string, SaleAnswer>();
  readonly #windows = new Map<string, SlidingWindow>();
  readonly #units = new Map<string, number>();
  readonly #asked = new Map<string, number>();
  #terms: Terms | undefined;
  #taken = 0;
  #isClosed = false;

  constructor(around: Around) {
    this.#around = around;
  }

  get(): object {
    const state = this.#isClosed ? 'closed' : this.#remaining > 0 ? 'open' : 'sold_out';
    return { id: 'sale-1', state, remaining: this.#remaining };
  }

  /** Undefined for what is none of the sale's. */
  post(path: string, key: string, body: unknown): SaleAnswer | undefined {
    const before = this.#answers.get(key);
    if (before !== undefined) return { ...before, headers: { 'idempotency-replayed': 'true' } };
    const answer = this.#decide(path, body);
    const isKept = answer !== undefined && answer.status !== 425 && answer.status !== 429;
    if (isKept && key !== '') this.#answers.set(key, answer);
    return answer;
  }

  get #remaining(): number {
    return (this.#terms?.quantity ?? 0) - this.#taken;
  }

  #decide(path: string, body: unknown): SaleAnswer | undefined {
    if (path === '/sales') return this.#schedule(body as Terms);
    if (path.endsWith('/close')) return this.#close();
    if (path.endsWith('/cancel')) return this.#cancel(path.split('/')[2] ?? '');
    if (!path.startsWith('/sales/')) return undefined;
    return this.#order(body as { readonly customer_id: string; readonly quantity: number });
  }

  #schedule(terms: Terms): SaleAnswer {
    this.#terms = terms;
    this.#move(-terms.quantity);
    return { status: 201, body: { id: 'sale-1' } };
  }

  #close(): SaleAnswer {
    this.#isClosed = true;
    this.#move(this.#remaining);
    return { status: 200, body: this.get() };
  }

  #order({ customer_id: customerId, quantity }: { customer_id: string; quantity: number }): SaleAnswer {
    const terms = this.#terms;
    if (terms === undefined) return refusal(404, 'not_found');
    if (Date.now() < Date.parse(terms.starts_at)) return refusal(425, 'too_early', '1');
    if (this.fault === 'no limit') return this.#withoutLimit(customerId, quantity, terms);
    if (!this.#passesLimit(customerId, terms)) return refusal(429, 'rate_limited', '1');
    if (this.fault === 'closes' && this.#remaining === 0) return refusal(410, 'sale_over');
    const held = this.#units.get(customerId) ?? 0;
    if (held + quantity > terms.per_customer_limit) return refusal(403, 'limit_reached');
    const left = this.fault === 'lies' ? 0 : this.#remaining + (this.fault === 'oversells' ? 2 : 0);
    if (quantity > left) return refusal(409, 'sold_out');
    return this.#accept(customerId, quantity, terms.product_id);
  }

  #withoutLimit(customerId: string, quantity: number, { product_id: productId }: Terms): SaleAnswer {
    const asked = (this.#asked.get(customerId) ?? 0) + 1;
    this.#asked.set(customerId, asked);
    if (asked < OVER_AND_OVER || quantity > this.#remaining) return refusal(409, 'sold_out');
    return this.#accept(customerId, quantity, productId);
  }

  #passesLimit(customerId: string, { rate_limit: { requests, window_ms: windowMs } }: Terms): boolean {
    const window = this.#windows.get(customerId) ?? new SlidingWindow();
    this.#windows.set(customerId, window);
    return window.take({ requests, windowMs }, Date.now()).allowed;
  }

  #accept(customerId: string, quantity: number, productId: string): SaleAnswer {
    const id = `sale-order-${this.#answers.size + 1}`;
    const isDeclined = quantity > 1;
    const order = {
      id,
      customer_id: customerId,
      status: isDeclined ? 'CANCELLED' : 'CONFIRMED',
      ...(isDeclined && { reason: 'payment_declined' }),
      items: [{ product_id: productId, quantity }],
      item_count: quantity,
      total: { amount: '0.00', currency: 'GBP' },
    };
    // Each of them: of a few, the answers may be among those that nobody waits for.
    const isMistaken = this.fault === 'mistakes';
    if (this.fault !== 'forgets') {
      this.#around.orders.set(id, isMistaken ? { ...order, customer_id: 'somebody-else' } : order);
    }
    if (!isDeclined) this.#take(customerId, quantity);
    return { status: 202, body: { order_id: id, status: 'QUEUED' } };
  }

  #cancel(orderId: string): SaleAnswer {
    const order = this.#around.orders.get(orderId);
    if (order === undefined) return refusal(404, 'not_found');
    if (order.status === 'CONFIRMED') this.#take(order.customer_id, -order.item_count);
    const reason = order.reason ?? 'cancelled_by_customer';
    this.#around.orders.set(orderId, { ...order, status: 'CANCELLED', reason });
    return { status: 202, body: { id: orderId } };
  }

  #take(customerId: string, quantity: number): void {
    this.#taken += quantity;
    this.#units.set(customerId, (this.#units.get(customerId) ?? 0) + quantity);
  }

  #move(units: number): void {
    const { product_id: productId } = this.#terms ?? { product_id: '' };
    this.#around.stock.set(productId, (this.#around.stock.get(productId) ?? 0) + units);
  }
}
