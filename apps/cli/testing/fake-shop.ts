import type { IncomingMessage, ServerResponse } from 'node:http';
import { formatMinor, multiplyMinor, parseMinor, sumMinor } from '../../../platform/kernel/money.ts';
import type { OrderDocument, ProductDocument } from '../http/documents.ts';
import { FakeSale } from './fake-sale.ts';
import { type Listening, listen } from './listen.ts';

// As much of a shop as the commands talk to: products, orders decided at once by what is on the shelf, stock, a flash
// sale, the audit, and idempotency keys. Tests spoil it through its fields.

interface ProductBody extends Omit<ProductDocument, 'price' | 'open_price'> {
  readonly price: string;
  readonly stock?: number;
}

interface OrderBody {
  readonly customer_id: string;
  readonly items: readonly { readonly product_id: string; readonly quantity: number; readonly agreed_price?: string }[];
}

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

export class FakeShop {
  readonly products = new Map<string, ProductDocument>();
  readonly stock = new Map<string, number>();
  readonly orders = new Map<string, OrderDocument>();
  readonly posted: { readonly path: string; readonly key: string; readonly body: unknown }[] = [];
  readonly sale = new FakeSale(this);
  auditOk = true;
  /** Refuses this many calls for want of time before it answers. */
  busy = 0;
  /** Spoils an order before it is answered. */
  spoil: (order: OrderDocument) => OrderDocument = (order) => order;
  /** What it does not take: the problem document that it answers. */
  refuses: (path: string, body: unknown) => Refusal | undefined = () => undefined;
  readonly #answers = new Map<string, string>();
  #server: Listening | undefined;

  async open(): Promise<string> {
    this.#server = await listen((request, response) => {
      this.#handle(request, response).catch((error: Error) => response.writeHead(500).end(error.message));
    });
    return this.#server.url;
  }

  async close(): Promise<void> {
    await this.#server?.close();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop');
    const answer = (status: number, document: object, headers: Record<string, string> = {}) =>
      response.writeHead(status, headers).end(JSON.stringify(document));
    if (this.busy > 0) {
      this.busy -= 1;
      answer(503, { detail: 'overloaded' }, { 'retry-after': '0' });
      return;
    }
    const id = decodeURIComponent(pathname.split('/')[2] ?? '');
    if (request.method === 'POST') {
      this.#post(pathname, await read(request), String(request.headers['idempotency-key'] ?? ''), answer);
    } else if (pathname.startsWith('/sales/')) answer(200, this.sale.get());
    else if (pathname === '/products') answer(200, { data: [...this.products.values()], next_cursor: null });
    else if (pathname === '/orders') answer(200, this.#ordersOf(searchParams.get('customer_id') ?? ''));
    else if (pathname.startsWith('/orders/')) this.#one(this.orders.get(id), answer);
    else if (pathname.startsWith('/inventory/')) {
      const available = this.stock.get(id) ?? 0;
      answer(200, { on_hand: available, reserved: 0, available });
    } else if (pathname === '/audit') answer(200, { ok: this.auditOk, checked_at: '', invariants: [] });
    else if (pathname === '/openapi.json') answer(200, { info: { title: 'Holdfast' } });
    else answer(200, {});
  }

  #post(path: string, text: string, key: string, answer: Answering): void {
    const inSale = this.sale.post(path, key, JSON.parse(text));
    if (inSale !== undefined) {
      answer(inSale.status, inSale.body, inSale.headers);
      return;
    }
    const before = key === '' ? undefined : this.#answers.get(key);
    if (before !== undefined) {
      answer(201, JSON.parse(before) as object, { 'idempotency-replayed': 'true' });
      return;
    }
    const body: unknown = JSON.parse(text);
    this.posted.push({ path, key, body });
    const refusal = this.refuses(path, body);
    if (refusal !== undefined) {
      answer(refusal.status, refusal);
      return;
    }
    const document = path === '/products' ? this.#addProduct(body as ProductBody) : this.#place(body as OrderBody);
    if (key !== '') this.#answers.set(key, JSON.stringify(document));
    answer(201, document);
  }

  #addProduct({ price, stock = 0, ...body }: ProductBody): object {
    this.products.set(body.id, { ...body, price: { amount: price, currency: 'GBP' }, open_price: false });
    this.stock.set(body.id, (this.stock.get(body.id) ?? 0) + stock);
    return body;
  }

  #place({ customer_id, items }: OrderBody): object {
    const isStocked = (sku: string) => this.products.get(sku)?.kind !== 'service';
    const wanted = new Map<string, number>();
    for (const { product_id, quantity } of items) wanted.set(product_id, (wanted.get(product_id) ?? 0) + quantity);
    const goods = [...wanted].filter(([sku]) => isStocked(sku));
    const isShort = goods.some(([sku, quantity]) => (this.stock.get(sku) ?? 0) < quantity);
    if (!isShort) for (const [sku, quantity] of goods) this.stock.set(sku, (this.stock.get(sku) ?? 0) - quantity);
    const totalMinor = sumMinor(
      items.map(({ agreed_price = '5.00', quantity }) => multiplyMinor(parseMinor(agreed_price, 'GBP') ?? 0, quantity)),
    );
    const order = this.spoil({
      id: `order-${this.orders.size + 1}`,
      customer_id,
      status: isShort ? 'CANCELLED' : 'CONFIRMED',
      ...(isShort ? { reason: 'out_of_stock' } : {}),
      items,
      item_count: sumMinor(items.map(({ quantity }) => quantity)),
      total: { amount: formatMinor(totalMinor, 'GBP'), currency: 'GBP' },
    });
    this.orders.set(order.id, order);
    return order;
  }

  #ordersOf(customerId: string): object {
    return { data: [...this.orders.values()].filter((order) => order.customer_id === customerId), next_cursor: null };
  }

  #one(document: object | undefined, answer: Answering): void {
    if (document === undefined) answer(404, { detail: 'There is no such order.' });
    else answer(200, document);
  }
}

type Answering = (status: number, document: object, headers?: Record<string, string>) => void;

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
