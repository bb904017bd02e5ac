import { cart } from '../contract.ts';

// What the tests of carts say, in a few words.

export const CART = '00000000-0000-7000-8000-000000000001';
export const OTHER_CART = '00000000-0000-7000-8000-000000000002';

type Options = { readonly in?: string; readonly expectedVersion?: number };

export const created = cart.createCart({ cartId: CART });

export function add(productId: string, quantity = 1, { in: cartId = CART, expectedVersion = 0 }: Options = {}) {
  return cart.addItem({ cartId, productId, quantity, expectedVersion });
}

export function change(productId: string, quantity: number, { in: cartId = CART, expectedVersion = 0 }: Options = {}) {
  return cart.changeItem({ cartId, productId, quantity, expectedVersion });
}

export function remove(productId: string, { in: cartId = CART, expectedVersion = 0 }: Options = {}) {
  return cart.removeItem({ cartId, productId, expectedVersion });
}

export function checkOut(orderId: string, { in: cartId = CART }: Options = {}) {
  return cart.checkOutCart({ cartId, orderId });
}

/** What a cart of these items looks like. */
export function holding(items: Readonly<Record<string, number>>, version: number) {
  const list = Object.entries(items).map(([productId, quantity]) => ({ productId, quantity }));
  return { cartId: CART, items: list, orderId: '', version };
}
