import { accept, type Rows, refuse } from '../../../platform/batching/command.ts';
import type { CartItem } from '../domain/items.ts';
import { type CartRow, carts, cartView, findRow } from '../tables.ts';

/** A copy that comes after so many other changes is taken for a change of its own. */
const CHANGES_REMEMBERED = 20;

export interface CartChange {
  readonly cartId: string;
  readonly expectedVersion: number;
  readonly changeId: string;
}

/**
 * The cart, if it can still be changed and is as the caller saw it; otherwise the reply. Whether the change has been made
 * comes first: whoever repeats it has been told of nothing that came after.
 */
export function openCart(rows: Rows, { cartId, expectedVersion, changeId }: CartChange) {
  const cart = findRow(rows, cartId);
  if (cart === undefined) return { reply: refuse('notFound', { cartId }) };
  const version = rows.version(carts.key(cartId));
  if (changeId !== '' && cart.changedBy.includes(changeId)) return { reply: accept(cartView(cart, version)) };
  if (cart.orderId !== '') return { reply: refuse('checkedOut', { cartId, orderId: cart.orderId }) };
  if (expectedVersion !== 0 && expectedVersion !== version) {
    return { reply: refuse('versionChanged', { cartId, version }) };
  }
  return { cart, version };
}

/** The cart with other items, and the change that makes it so. */
export function withItems(opened: { cart: CartRow; version: number }, items: readonly CartItem[], changeId: string) {
  const { cartId, orderId, changedBy: before } = opened.cart;
  const changedBy = changeId === '' ? before : [...before, changeId].slice(-CHANGES_REMEMBERED);
  const changed: CartRow = { cartId, items, orderId, changedBy };
  return { view: cartView(changed, opened.version + 1), change: carts.put(changed) };
}
