import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { cart } from '../contract.ts';
import { removeFromItems } from '../domain/items.ts';
import { cartKeys } from '../tables.ts';
import { openCart, withItems } from './open-cart.ts';

export const removeItem = command(cart.removeItem, {
  loads: ({ cartId }) => cartKeys(cartId),
  decide: (rows, { cartId, productId, expectedVersion }) => {
    const opened = openCart(rows, { cartId, expectedVersion });
    if (opened.cart === undefined) return opened.refusal;

    const rest = removeFromItems(opened.cart.items, productId);
    if (rest.kind === 'notThere') return refuse('itemNotFound', { productId });

    const { view, change } = withItems(opened.cart, rest.items);
    return accept(view, change);
  },
});
