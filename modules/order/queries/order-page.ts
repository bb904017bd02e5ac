import { assert } from '../../../platform/kernel/assert.ts';
import { isUuid } from '../../../platform/kernel/ids.ts';
import type { Reply } from '../../../platform/rpc/contract.ts';
import type { MemoryRows, Reader } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import type { ordering } from '../contract.ts';
import { orders } from '../tables.ts';

export type OrderPage = Reply<typeof ordering.listOrders>;
type Order = OrderPage['orders'][number];

const FIELDS = `order_id as "orderId", saga_id as "sagaId", customer_id as "customerId", status, reason,
  cancellation_requested as "cancellationRequested", currency, total_minor as "totalMinor",
  payment_method as "paymentMethod", coupon, discount_minor as "discountMinor", store_credit_minor as "storeCreditMinor", lines, timeline, version`;

export interface Selection {
  /** Column and the value that it must have. */
  readonly equal: readonly (readonly [column: 'customer_id' | 'status', value: string])[];
  /** Order id beside which the page starts; empty for the first page. */
  readonly beside: string;
  readonly direction: 'ascending' | 'descending';
  /** Orders in a page; 0 for as many as are usual. */
  readonly limit: number;
}

/** A page of orders by id. One order more than it holds is read, to tell whether there are more. */
export async function orderPage(
  reader: Reader,
  { equal, beside, direction, limit: asked }: Selection,
): Promise<OrderPage> {
  assert(beside === '' || isUuid(beside), `"${beside}" is no order id; continue from an id of the page before`);
  const limit = pageSize(asked);
  if (reader.memory !== undefined) return pageInMemory(reader.memory, { equal, beside, direction, limit });
  const values: unknown[] = [limit + 1];
  const place = (value: string): string => `$${values.push(value)}`;
  // A tombstone is no order (see tables.ts).
  const conditions = ["status <> 'WITHDRAWN'", ...equal.map(([column, value]) => `${column} = ${place(value)}`)];
  if (beside !== '') conditions.push(`order_id ${direction === 'ascending' ? '>' : '<'} ${place(beside)}::uuid`);
  const order = direction === 'ascending' ? 'asc' : 'desc';
  const found = await reader.query<Order>(
    `select ${FIELDS} from ordering.orders where ${conditions.join(' and ')} order by order_id ${order} limit $1`,
    values,
  );
  return { orders: found.slice(0, limit), more: found.length > limit };
}

const COLUMNS = { customer_id: 'customerId', status: 'status' } as const;

function pageInMemory(rows: MemoryRows, { equal, beside, direction, limit }: Selection): OrderPage {
  const found = rows(orders).filter(({ row }) => {
    const isBeyond = beside === '' || (direction === 'ascending' ? row.orderId > beside : row.orderId < beside);
    return isBeyond && row.status !== 'WITHDRAWN' && equal.every(([column, value]) => row[COLUMNS[column]] === value);
  });
  if (direction === 'descending') found.reverse();
  const page = found.slice(0, limit).map(({ row: { note: _note, ...shown }, version }) => ({ ...shown, version }));
  return { orders: page, more: found.length > limit };
}
