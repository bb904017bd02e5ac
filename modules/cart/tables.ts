import type { Rows } from '../../platform/batching/command.ts';
import { isUuid } from '../../platform/kernel/ids.ts';
import { json, type Key, type RowOf, table, text, uuid } from '../../platform/store/table.ts';
import type { CartItem } from './domain/items.ts';

export const carts = table('carts', {
  key: { cartId: uuid },
  columns: {
    items: json<readonly CartItem[]>(),
    /** The order that the cart became; empty while it is open. */
    orderId: text,
    /** Ids of the last changes, oldest first: a copy of one is answered and changes nothing. */
    changedBy: json<readonly string[]>(),
  },
});

export type CartRow = RowOf<typeof carts>;

export interface CartView {
  readonly cartId: string;
  readonly items: readonly CartItem[];
  readonly orderId: string;
  readonly version: number;
}

/** The key of the cart. An id that is no UUID names none; put to the database it would fail its whole batch. */
export function cartKeys(cartId: string): readonly Key[] {
  return isUuid(cartId) ? [carts.key(cartId)] : [];
}

/** The cart as the decisions so far left it. */
export function findCart(rows: Rows, cartId: string): CartView | undefined {
  const row = findRow(rows, cartId);
  return row && cartView(row, rows.version(carts.key(cartId)));
}

export function findRow(rows: Rows, cartId: string): CartRow | undefined {
  return isUuid(cartId) ? rows.get(carts.key(cartId)) : undefined;
}

export function cartView({ cartId, items, orderId }: CartRow, version: number): CartView {
  return { cartId, items, orderId, version };
}
