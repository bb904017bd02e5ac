import { stringify } from 'csv-stringify/sync';
import type { Order } from '../../web/gen/http-types.ts';

const COLUMNS: Readonly<Record<string, (order: Order) => string | undefined>> = {
  order: ({ id }) => id,
  placed: ({ created_at }) => created_at,
  status: ({ status }) => status,
  reason: ({ reason }) => reason,
  customer: ({ customer_id }) => customer_id,
  items: ({ items }) => items.map(({ sku, quantity }) => `${quantity} x ${sku}`).join('; '),
  units: ({ item_count }) => String(item_count),
  coupon: ({ coupon }) => coupon,
  discount: ({ discount }) => discount?.amount,
  total: ({ total }) => total.amount,
  currency: ({ total }) => total.currency,
  payment: ({ payment }) => payment?.status,
  captured: ({ payment }) => payment?.captured.amount,
  refunded: ({ payment }) => payment?.refunded.amount,
  saga: ({ saga_id }) => saga_id,
};

/** Orders as CSV (RFC 4180), one a line: amounts as decimals of their currency, times in UTC. */
export function ordersCsv(orders: readonly Order[]): string {
  const columns = Object.values(COLUMNS);
  const rows = orders.map((order) => columns.map((cell) => cell(order)));
  // Customers choose their ids: what a spreadsheet would take for a formula is marked as text by an apostrophe.
  return stringify([Object.keys(COLUMNS), ...rows], { record_delimiter: 'windows', escape_formulas: true });
}
