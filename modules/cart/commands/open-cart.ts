import { type Rows, refuse } from '../../../platform/batching/command.ts';
import type { CartItem } from '../domain/items.ts';
import { type CartView, carts, findCart } from '../tables.ts';

/** The cart, if it can still be changed and is as the caller saw it; otherwise the refusal. */
export function openCart(rows: Rows, { cartId, expectedVersion }: { cartId: string; expectedVersion: number }) {
  const cart = findCart(rows, cartId);
  if (cart === undefined) return { refusal: refuse('notFound', { cartId }) };
  if (cart.orderId !== '') return { refusal: refuse('checkedOut', { cartId, orderId: cart.orderId }) };
  if (expectedVersion !== 0 && expectedVersion !== cart.version) {
    return { refusal: refuse('versionChanged', { cartId, version: cart.version }) };
  }
  return { cart };
}

/** The cart with other items, and the change that makes it so. */
export function withItems({ version, ...cart }: CartView, items: readonly CartItem[]) {
  const changed = { ...cart, items };
  return { view: { ...changed, version: version + 1 }, change: carts.put(changed) };
}
