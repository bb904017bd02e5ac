import { call, type Input, Refused } from '../../web/api/api.ts';
import type { Order } from '../../web/gen/http-types.ts';
import type { Filter, FilterValues } from '../filters/filter-values.ts';
import { wordsOf } from '../format/tones.ts';
import type { Page } from '../table/use-pages.ts';

type OrderQuery = NonNullable<Input<'GET /orders'>['query']>;

const STATUSES = ['PENDING', 'RESERVED', 'PAID', 'CONFIRMED', 'CANCELLED'];
const REASONS = [
  'out_of_stock',
  'price_changed',
  'payment_declined',
  'coupon_invalid',
  'customer_inactive',
  'cancelled_by_customer',
  'cancelled_by_staff',
  'expired',
];

export const ORDER_FILTERS: readonly Filter[] = [
  {
    name: 'status',
    label: 'Status',
    kind: 'choice',
    options: STATUSES.map((status) => ({ value: status, label: status })),
  },
  {
    name: 'reason',
    label: 'Reason',
    kind: 'choice',
    options: REASONS.map((reason) => ({ value: reason, label: wordsOf(reason) })),
  },
  { name: 'customer_id', label: 'Customer', kind: 'text' },
  { name: 'sku', label: 'SKU', kind: 'text' },
  { name: 'placed_from', label: 'Placed from', kind: 'time' },
  { name: 'placed_until', label: 'Placed until', kind: 'time' },
  { name: 'id', label: 'Order id', kind: 'text', placeholder: 'all of it' },
];

/** A page of what the filters leave. An id names one order, whatever else is chosen. */
export async function loadOrders(
  { id, ...values }: FilterValues,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<Page<Order>> {
  if (id !== undefined) return { data: await orderWithId(id, signal), next_cursor: null };
  return call('GET /orders', { query: { ...(values as OrderQuery), cursor, limit: 100 } }, { signal });
}

async function orderWithId(id: string, signal: AbortSignal): Promise<readonly Order[]> {
  try {
    return [await call('GET /orders/{id}', { path: { id } }, { signal })];
  } catch (error) {
    if (error instanceof Refused && error.problem.status === 404) return [];
    throw error;
  }
}
