import type { OrderSelection } from '../../views/orders/door.ts';
import type { OrderDocument, OrderFilter } from '../schemas/orders.ts';

// Searches orders by what no index is kept for: an index costs every order of a flash sale, a search costs whoever
// searches. Orders are looked through newest first, a bounded number in one call, and the cursor says how far it came.

export interface ReadOrders {
  readonly documents: OrderDocument[];
  readonly more: boolean;
  /** The order before which to go on, where as many have been looked at as are in one call. */
  readonly lookedTo?: string | undefined;
}

export interface FoundOrders {
  readonly documents: OrderDocument[];
  /** The order before which the next page starts; undefined where nothing is left. */
  readonly lastRead: string | undefined;
}

/** Orders that are looked through in one call. */
const LOOKED_THROUGH = 2_000;
const READ_TOGETHER = 200;
/**
 * An order is placed after its id was made: after the queue of a sale, or by a call that is repeated under its
 * idempotency key, which is kept for 24 hours. So orders that were placed from a moment on may have ids this much older.
 */
const LONGEST_UNPLACED_MS = 25 * 3_600_000;

/** @param read answers a page of orders by customer and status, newest first. */
export async function findOrders(
  read: (selection: OrderSelection) => Promise<ReadOrders>,
  filter: OrderFilter,
  before: string,
  limit: number,
): Promise<FoundOrders> {
  const { customer_id: customerId = '', reason, placed_from } = filter;
  const status = filter.status ?? (reason === undefined ? '' : 'CANCELLED');
  const isSearch = [reason, filter.sku, placed_from, filter.placed_until].some((wanted) => wanted !== undefined);
  const found: OrderDocument[] = [];
  let from = firstBefore(filter.placed_until, before);
  const oldest = placed_from === undefined ? '' : firstIdAt(Date.parse(placed_from) - LONGEST_UNPLACED_MS);
  let looked = 0;
  for (;;) {
    const { documents, more, lookedTo } = await read({
      customerId,
      status,
      before: from,
      limit: isSearch ? READ_TOGETHER : limit,
    });
    for (const [index, document] of documents.entries()) {
      if (document.id < oldest) return { documents: found, lastRead: undefined };
      from = document.id;
      if (!matches(document, filter)) continue;
      found.push(document);
      const isLast = index === documents.length - 1 && !more;
      if (found.length === limit) return { documents: found, lastRead: isLast ? undefined : from };
    }
    looked += documents.length;
    if (!more) return { documents: found, lastRead: undefined };
    if (lookedTo !== undefined) return { documents: found, lastRead: lookedTo };
    if (looked >= LOOKED_THROUGH) return { documents: found, lastRead: from };
  }
}

function matches(order: OrderDocument, { reason, sku, placed_from, placed_until }: OrderFilter): boolean {
  if (reason !== undefined && order.reason !== reason) return false;
  if (placed_from !== undefined && isOlder(order, placed_from)) return false;
  if (placed_until !== undefined && !isOlder(order, placed_until)) return false;
  return sku === undefined || order.items.some((item) => item.sku === sku);
}

function isOlder({ created_at }: OrderDocument, moment: string): boolean {
  return Date.parse(created_at) < Date.parse(moment);
}

/**
 * Ids begin with the millisecond that they were made in, and an order is placed after its id was made: nothing before
 * the moment has an id beyond it. An id as a bound comes in where that is nearer.
 */
function firstBefore(moment: string | undefined, before: string): string {
  if (moment === undefined) return before;
  const bound = firstIdAt(Date.parse(moment));
  return before !== '' && before < bound ? before : bound;
}

function firstIdAt(atMs: number): string {
  const digits = Math.max(0, atMs).toString(16).padStart(12, '0').slice(-12);
  return `${digits.slice(0, 8)}-${digits.slice(8)}-7000-8000-000000000000`;
}
