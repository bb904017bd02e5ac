import { cart } from '../contract.ts';

// What the tests of carts say, in a few words.

export const CART = '00000000-0000-7000-8000-000000000001';
export const OTHER_CART = '00000000-0000-7000-8000-000000000002';

type Options = { readonly in?: string; readonly expectedVersion?: number; readonly changeId?: string };

export const created = cart.createCart({ cartId: CART });

export function add(productId: string, quantity = 1, options: Options = {}) {
  return cart.addItem({ ...saidOf(options), productId, quantity });
}

export function change(productId: string, quantity: number, options: Options = {}) {
  return cart.changeItem({ ...saidOf(options), productId, quantity });
}

export function remove(productId: string, options: Options = {}) {
  return cart.removeItem({ ...saidOf(options), productId });
}

export function checkOut(orderId: string, { in: cartId = CART, expectedVersion = 0 }: Options = {}) {
  return cart.checkOutCart({ cartId, orderId, expectedVersion });
}

function saidOf({ in: cartId = CART, expectedVersion = 0, changeId = '' }: Options) {
  return { cartId, expectedVersion, changeId };
}

/** What a cart of these items looks like. */
export function holding(items: Readonly<Record<string, number>>, version: number) {
  const list = Object.entries(items).map(([productId, quantity]) => ({ productId, quantity }));
  return { cartId: CART, items: list, orderId: '', version };
}
