import { readDocument } from './read-answer.ts';
import type { ShopClient } from './shop-client.ts';

// The documents of the HTTP API that the commands read, and the lists they come in.

export interface MoneyDocument {
  readonly amount: string;
  readonly currency: string;
}

export interface ProductDocument {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly kind: 'goods' | 'service';
  readonly price?: MoneyDocument;
  readonly open_price: boolean;
}

export interface OrderDocument {
  readonly id: string;
  readonly customer_id: string;
  readonly status: string;
  readonly reason?: string;
  readonly items: readonly { readonly product_id: string; readonly quantity: number }[];
  readonly item_count: number;
  readonly total: MoneyDocument;
}

export interface StockDocument {
  readonly on_hand: number;
  readonly reserved: number;
  readonly available: number;
}

export interface AuditDocument {
  readonly ok: boolean;
  readonly checked_at: string;
  readonly invariants: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly violations: number;
    readonly detail: string;
  }[];
}

interface PageDocument<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

const PAGE = 100;
const PAGE_MEMBERS = ['data', 'next_cursor'] as const;
export const ORDER_MEMBERS = ['id', 'status', 'items', 'item_count', 'total'] as const;

/** Every item of a list, page after page. */
export async function readAll<Item>(client: ShopClient, path: string): Promise<Item[]> {
  const items: Item[] = [];
  const start = `${path}${path.includes('?') ? '&' : '?'}limit=${PAGE}`;
  let next = start;
  for (;;) {
    const page = await readDocument<PageDocument<Item>>(client, { method: 'GET', path: next }, PAGE_MEMBERS);
    items.push(...page.data);
    if (page.next_cursor === null) return items;
    next = `${start}&cursor=${encodeURIComponent(page.next_cursor)}`;
  }
}

export function readOrder(client: ShopClient, orderId: string): Promise<OrderDocument> {
  return readDocument(client, { method: 'GET', path: `/orders/${encodeURIComponent(orderId)}` }, ORDER_MEMBERS);
}

export function readStock(client: ShopClient, productId: string): Promise<StockDocument> {
  return readDocument(client, { method: 'GET', path: `/inventory/${encodeURIComponent(productId)}` }, [
    'on_hand',
    'reserved',
    'available',
  ]);
}

export function readAudit(client: ShopClient): Promise<AuditDocument> {
  return readDocument(client, { method: 'GET', path: '/audit' }, ['ok', 'invariants']);
}

/** True once nothing more happens to the order by itself. */
export function isDecided({ status }: Pick<OrderDocument, 'status'>): boolean {
  return status !== 'PENDING' && status !== 'RESERVED' && status !== 'PAID';
}
