import { useEffect, useSyncExternalStore } from 'react';
import { type Answer, call, Refused, Unreachable } from '../../web/api/api.ts';
import { newKey } from '../../web/api/new-key.ts';
import type { Cart } from '../../web/gen/http-types.ts';
import type { Unread } from '../../web/state/use-loaded.ts';
import { openOrder } from '../checkout/open-order.ts';
import { isEnded, isOrdered } from '../orders/order-status.ts';
import {
  attemptKey,
  type KeptCart,
  keepCart,
  keptCart,
  onChangeElsewhere,
  rememberOrdered,
  tellChange,
} from './kept-cart.ts';

// The cart of this browser, shared by all that shows it. It is kept in the shop; what is here is the newest answer.

export type CartState =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly cart: Cart | undefined }
  | FailedCart;

export interface FailedCart extends Unread {
  readonly status: 'failed';
  /** Of the cart that could not be had. */
  readonly cartId: string | undefined;
}

/** What is in the cart is being ordered: it stays as it is until that is answered. */
export class CartIsBeingOrdered extends Error {
  override readonly name = 'CartIsBeingOrdered';
}

let state: CartState = { status: 'loading' };
let loading: Promise<void> | undefined;
const listeners = new Set<() => void>();

function show(next: CartState): void {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

let isFollowed = false;

/** The cart, loaded when it is first looked at, and again when another window has changed it. */
export function useCart(): CartState {
  useEffect(() => {
    if (!isFollowed) onChangeElsewhere(() => void loadCart({ anew: true }));
    isFollowed = true;
    void loadCart();
  }, []);
  return useSyncExternalStore(subscribe, () => state);
}

/** Asks the shop for the cart, unless it has been asked. */
export function loadCart({ anew = false } = {}): Promise<void> {
  if (anew || state.status === 'failed') loading = undefined;
  loading ??= look();
  return loading;
}

async function look(): Promise<void> {
  if (state.status === 'failed') show({ ...state, retrying: true });
  const kept = keptCart();
  try {
    show({ status: 'ready', cart: await readCart(kept) });
  } catch (error) {
    // Who has begun another cart meanwhile is shown that one, and not what became of this.
    if (keptCart()?.cartId !== kept?.cartId) return look();
    show({ status: 'failed', error, retrying: false, cartId: kept?.cartId });
  }
}

async function readCart(kept: KeptCart | undefined): Promise<Cart | undefined> {
  if (kept === undefined) return undefined;
  const order = kept.orderId === undefined ? undefined : await orderOf(kept.orderId);
  if (order !== undefined && isOrdered(order)) {
    forgetOrdered(kept, order.id);
    return undefined;
  }
  try {
    const cart = await call('GET /carts/{id}', { path: { id: kept.cartId } });
    if (cart.order_id === undefined) return cart;
  } catch (error) {
    if (!(error instanceof Refused && error.code === 'not_found')) throw error;
  }
  forgetCart();
  return undefined;
}

async function orderOf(id: string): Promise<Answer<'GET /orders/{id}'> | undefined> {
  try {
    return await call('GET /orders/{id}', { path: { id } });
  } catch (error) {
    if (error instanceof Refused && error.code === 'not_found') return undefined;
    throw error;
  }
}

/** The next thing goes into a new cart. */
function forgetCart(): void {
  keepCart(undefined);
  show({ status: 'ready', cart: undefined });
}

/** Begins with an empty cart in the place of one that the shop will not show any more. */
export function leaveCart(cartId: string): void {
  // Another window may have begun one already: then that one is shown.
  if (keptCart()?.cartId === cartId) forgetCart();
  else void loadCart({ anew: true });
}

function forgetOrdered({ cartId }: KeptCart, orderId: string): void {
  rememberOrdered(cartId, orderId);
  forgetCart();
}

/** What was sent under this key has become an order. Another cart may have taken the place of its own meanwhile. */
export function rememberOrder(key: string, orderId: string): void {
  const kept = keptCart();
  if (kept !== undefined && attemptKey(kept) === key) keepCart({ ...kept, orderId });
}

/** What was sent under this key came to nothing: the next attempt of its cart is another call. */
export function tryAgain(key: string): void {
  const kept = keptCart();
  if (kept !== undefined && attemptKey(kept) === key) keepCart({ cartId: kept.cartId, attempt: kept.attempt + 1 });
}

/** An order of the cart has come to its end or its confirmation: the cart is empty, or may be ordered once more. */
export function orderWasSeen(order: Answer<'GET /orders/{id}'>): void {
  const kept = keptCart();
  if (kept?.orderId !== order.id) return;
  if (isOrdered(order)) forgetOrdered(kept, order.id);
  else if (isEnded(order)) tryAgain(attemptKey(kept));
}

export async function addToCart(productId: string, quantity: number): Promise<void> {
  await loadCart();
  const body = { product_id: productId, quantity };
  try {
    await change((id, idempotencyKey) => call('POST /carts/{id}/items', { path: { id }, body }, { idempotencyKey }));
  } catch (error) {
    if (!(error instanceof Refused && ['not_found', 'cart_checked_out'].includes(error.code))) throw error;
    // The cart is gone or ordered: this is the first thing in a new one.
    forgetCart();
    await change((id, idempotencyKey) => call('POST /carts/{id}/items', { path: { id }, body }, { idempotencyKey }));
  }
}

export async function setQuantity(productId: string, quantity: number): Promise<void> {
  const item = { product_id: productId };
  if (quantity === 0) {
    await change((id, idempotencyKey) =>
      call('DELETE /carts/{id}/items/{product_id}', { path: { id, ...item } }, { idempotencyKey }),
    );
    return;
  }
  await change((id, idempotencyKey) =>
    call('PATCH /carts/{id}/items/{product_id}', { path: { id, ...item }, body: { quantity } }, { idempotencyKey }),
  );
}

/** A change may be sent twice: once more, under the same key, where its answer was lost. */
async function change(send: (cartId: string, key: string) => Promise<Cart>): Promise<void> {
  const kept = keptCart();
  if (kept !== undefined && openOrder()?.key === attemptKey(kept)) throw new CartIsBeingOrdered();
  const cartId = kept?.cartId ?? (await newCart());
  const key = newKey();
  const cart = await send(cartId, key).catch((error: unknown) => {
    if (error instanceof Unreachable) return send(cartId, key);
    throw error;
  });
  show({ status: 'ready', cart });
  tellChange();
}

async function newCart(): Promise<string> {
  const { id } = await call('POST /carts', { body: {} }, { idempotencyKey: newKey() });
  keepCart({ cartId: id, attempt: 1 });
  return id;
}
