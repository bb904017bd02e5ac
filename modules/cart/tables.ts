import type { Rows } from '../../platform/batching/command.ts';
import { isUuid } from '../../platform/kernel/ids.ts';
import { json, type Key, table, text, uuid } from '../../platform/store/table.ts';
import type { CartItem } from './domain/items.ts';

export const carts = table('carts', {
  key: { cartId: uuid },
  columns: {
    items: json<readonly CartItem[]>(),
    /** The order that the cart became; empty while it is open. */
    orderId: text,
  },
});

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
  if (!isUuid(cartId)) return undefined;
  const key = carts.key(cartId);
  const cart = rows.get(key);
  return cart === undefined ? undefined : { ...cart, version: rows.version(key) };
}
