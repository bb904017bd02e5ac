import { keyedQuery } from '../../../platform/rpc/module.ts';
import { cart } from '../contract.ts';
import { cartKeys, findCart } from '../tables.ts';

export const getCarts = keyedQuery(cart.getCarts, {
  loads: ({ cartIds }) => cartIds.flatMap(cartKeys),
  answer: (rows, { cartIds }) => ({
    carts: [...new Set(cartIds)].flatMap((cartId) => findCart(rows, cartId) ?? []),
  }),
});
