import { cart } from '../modules/cart/contract.ts';
import { isUuid } from '../platform/kernel/ids.ts';
import type { Reply } from '../platform/rpc/contract.ts';
import type { Gateway, ListPrice, Product } from './dependencies.ts';
import { moneyOf } from './money.ts';
import { describe, listPrices } from './orders/quote.ts';
import { mismatch } from './preconditions.ts';
import { notFound, Problem } from './problem.ts';
import type { CartDocument } from './schemas/carts.ts';

// Carts as they are shown, named and priced as of now; and what their refusals mean to a shopper.

export type Cart = Reply<typeof cart.getCarts>['carts'][number];

/** @throws Problem when there is no such cart. */
export async function existingCart(gateway: Gateway, cartId: string, traceId: string): Promise<Cart> {
  // Every cart id of ours is a UUID; anything else names nothing.
  if (!isUuid(cartId)) throw notFound('cart', cartId);
  const { carts } = await gateway.doors.call(cart.getCarts({ cartIds: [cartId] }), { traceId });
  const [found] = carts;
  if (found === undefined) throw notFound('cart', cartId);
  return found;
}

export async function cartDocument(gateway: Gateway, shown: Cart, traceId: string): Promise<CartDocument> {
  const productIds = shown.items.map((item) => item.productId);
  const [products, prices] = await Promise.all([
    describe(gateway, productIds, traceId),
    listPrices(gateway, productIds, traceId),
  ]);
  const { currency } = gateway.options;
  // A cart may be worth more than an order can be, and is shown all the same: how else is something to be taken out of it?
  let totalMinor = 0n;
  const items = shown.items.map((item) => {
    totalMinor += BigInt(prices.get(item.productId)?.amountMinor ?? 0) * BigInt(item.quantity);
    return itemDocument(item, products.get(item.productId), prices.get(item.productId), currency);
  });
  return {
    id: shown.cartId,
    items,
    total: moneyOf(totalMinor, currency),
    ...(shown.orderId === '' ? {} : { order_id: shown.orderId }),
  };
}

function itemDocument(
  { productId, quantity }: Cart['items'][number],
  product: Product | undefined,
  price: ListPrice | undefined,
  currency: string,
): CartDocument['items'][number] {
  const named = { product_id: productId, sku: product?.sku ?? '', name: product?.name ?? '', quantity };
  if (price === undefined) return named;
  return {
    ...named,
    unit_price: moneyOf(price.amountMinor, currency),
    subtotal: moneyOf(BigInt(price.amountMinor) * BigInt(quantity), currency),
  };
}

type Refusal =
  | { readonly kind: 'notFound' }
  | { readonly kind: 'checkedOut'; readonly orderId: string }
  | { readonly kind: 'tooLarge'; readonly productId: string; readonly limit: number }
  | { readonly kind: 'versionChanged'; readonly version: number }
  | { readonly kind: 'itemNotFound'; readonly productId: string };

export function cartRefusal(refusal: Refusal, cartId: string, ifMatch: string | undefined): Problem {
  switch (refusal.kind) {
    case 'notFound':
      return notFound('cart', cartId);
    case 'checkedOut':
      return alreadyCheckedOut(cartId, refusal.orderId);
    case 'tooLarge': {
      const detail = `The cart cannot hold that much of ${JSON.stringify(refusal.productId)}: the limit is ${refusal.limit}.`;
      return new Problem('cart_too_large', detail, { members: { limit: refusal.limit } });
    }
    case 'versionChanged':
      return mismatch(ifMatch ?? '');
    case 'itemNotFound':
      return new Problem('not_found', `The cart has no ${JSON.stringify(refusal.productId)} in it.`);
  }
}

export function alreadyCheckedOut(cartId: string, orderId: string): Problem {
  const detail = `Cart ${cartId} has become order ${orderId}. See GET /v1/orders/${orderId}, or start a new cart.`;
  return new Problem('cart_checked_out', detail, { members: { order_id: orderId } });
}
