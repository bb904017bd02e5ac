import type { Rows } from '../../platform/batching/command.ts';
import { assert } from '../../platform/kernel/assert.ts';
import { isUuid } from '../../platform/kernel/ids.ts';
import { bigint, type Column, json, type Key, type RowOf, table, text, uuid } from '../../platform/store/table.ts';
import type { Order, OrderLine, StatusChange } from './domain/order.ts';
import type { OrderStatus } from './domain/order-status.ts';

/**
 * The status of a tombstone: an order that was withdrawn before it arrived. A row like the order's own, so that placing
 * and withdrawing always meet in one key, whichever hosts they run on. No state of an order; it never leaves the module.
 */
const WITHDRAWN = 'WITHDRAWN';

export const orders = table('orders', {
  key: { orderId: uuid },
  passing: true,
  columns: {
    sagaId: uuid,
    customerId: text,
    status: text as Column<OrderStatus | typeof WITHDRAWN>,
    reason: text,
    cancellationRequested: text,
    currency: text,
    totalMinor: bigint,
    paymentMethod: text,
    coupon: text,
    discountMinor: bigint,
    storeCreditMinor: bigint,
    lines: json<readonly OrderLine[]>(),
    timeline: json<readonly StatusChange[]>(),
    note: text,
  },
});

type OrderRow = RowOf<typeof orders>;

/** The saga of a tombstone, which belongs to none that is known. */
const NO_SAGA = '00000000-0000-0000-0000-000000000000';

/** The key of the order. An id that is no UUID names none; put to the database it would fail its whole batch. */
export function orderKeys(orderId: string): readonly Key[] {
  return isUuid(orderId) ? [orders.key(orderId)] : [];
}

/** The order; undefined where there is none or only its tombstone. */
export function findOrder(rows: Rows, orderId: string): Order | undefined {
  const row = findRow(rows, orderId);
  return row !== undefined && isOrder(row) ? row : undefined;
}

/** True for an order that was withdrawn before it arrived. */
export function isWithdrawn(rows: Rows, orderId: string): boolean {
  return findRow(rows, orderId)?.status === WITHDRAWN;
}

/** What stands in the place of an order that may not arrive any more. */
export function tombstone(orderId: string, reason: string): OrderRow {
  assert(reason !== '', `order ${orderId} cannot be withdrawn without a reason`);
  return {
    orderId,
    sagaId: NO_SAGA,
    customerId: '',
    status: WITHDRAWN,
    reason,
    cancellationRequested: '',
    currency: '',
    totalMinor: 0,
    paymentMethod: '',
    coupon: '',
    discountMinor: 0,
    storeCreditMinor: 0,
    lines: [],
    timeline: [],
    note: '',
  };
}

function findRow(rows: Rows, orderId: string): OrderRow | undefined {
  return isUuid(orderId) ? rows.get(orders.key(orderId)) : undefined;
}

function isOrder(row: OrderRow): row is Order {
  return row.status !== WITHDRAWN;
}

/** Fails the one command that would write a row under such an id. */
export function assertUuid(id: string, what: string): void {
  assert(isUuid(id), `"${id}" cannot be the id of ${what}; send a UUID in lower case`);
}
