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
  /** Orders that are looked through for a status; all of them unless said. */
  readonly lookThrough?: number;
}

/** A page of orders by id. One order more than it holds is read, to tell whether there are more. */
export async function orderPage(reader: Reader, selection: Selection): Promise<OrderPage> {
  const { equal, beside, direction, lookThrough } = selection;
  assert(beside === '' || isUuid(beside), `"${beside}" is no order id; continue from an id of the page before`);
  const limit = pageSize(selection.limit);
  if (reader.memory !== undefined) return pageInMemory(reader.memory, { ...selection, limit });
  const order = direction === 'ascending' ? 'asc' : 'desc';
  const statement = (what: string, narrowed: Selection['equal'], to: string, page: string, first: number) => {
    const values: unknown[] = [first];
    const place = (value: string): string => `$${values.push(value)}`;
    // A tombstone is no order (see tables.ts).
    const conditions = ["status <> 'WITHDRAWN'", ...narrowed.map(([column, value]) => `${column} = ${place(value)}`)];
    if (beside !== '') conditions.push(`order_id ${direction === 'ascending' ? '>' : '<'} ${place(beside)}::uuid`);
    if (to !== '') conditions.push(`order_id ${direction === 'ascending' ? '<=' : '>='} ${place(to)}::uuid`);
    const where = conditions.join(' and ');
    return [`select ${what} from ordering.orders where ${where} order by order_id ${order} ${page}`, values] as const;
  };
  let lookedTo = '';
  if (lookThrough !== undefined && equal.some(([column]) => column === 'status')) {
    const others = equal.filter(([column]) => column !== 'status');
    const end = statement('order_id as "orderId"', others, '', 'limit 1 offset $1', lookThrough);
    lookedTo = (await reader.query<Pick<Order, 'orderId'>>(...end))[0]?.orderId ?? '';
  }
  const found = await reader.query<Order>(...statement(FIELDS, equal, lookedTo, 'limit $1', limit + 1));
  return pageOf(found, limit, lookedTo);
}

function pageOf(found: readonly Order[], limit: number, lookedTo: string): OrderPage {
  const isFull = found.length > limit;
  return { orders: found.slice(0, limit), more: isFull || lookedTo !== '', lookedTo: isFull ? '' : lookedTo };
}

const COLUMNS = { customer_id: 'customerId', status: 'status' } as const;

function pageInMemory(
  rows: MemoryRows,
  { equal, beside, direction, limit, lookThrough = Number.POSITIVE_INFINITY }: Selection,
): OrderPage {
  const among = rows(orders).filter(({ row }) => {
    const isBeyond = beside === '' || (direction === 'ascending' ? row.orderId > beside : row.orderId < beside);
    const others = equal.filter(([column]) => column !== 'status');
    return isBeyond && row.status !== 'WITHDRAWN' && others.every(([column, value]) => row[COLUMNS[column]] === value);
  });
  if (direction === 'descending') among.reverse();
  const status = equal.find(([column]) => column === 'status')?.[1];
  const lookedTo = status === undefined ? '' : (among[lookThrough]?.row.orderId ?? '');
  const found = among
    .slice(0, lookedTo === '' ? among.length : lookThrough + 1)
    .filter(({ row }) => status === undefined || row.status === status)
    .map(({ row: { note: _note, ...shown }, version }) => ({ ...shown, version }));
  return pageOf(found, limit, lookedTo);
}
