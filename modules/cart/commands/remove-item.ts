import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { cart } from '../contract.ts';
import { removeFromItems } from '../domain/items.ts';
import { cartKeys } from '../tables.ts';
import { openCart, withItems } from './open-cart.ts';

export const removeItem = command(cart.removeItem, {
  loads: ({ cartId }) => cartKeys(cartId),
  decide: (rows, { cartId, productId, expectedVersion, changeId }) => {
    const opened = openCart(rows, { cartId, expectedVersion, changeId });
    if ('reply' in opened) return opened.reply;

    const rest = removeFromItems(opened.cart.items, productId);
    if (rest.kind === 'notThere') return refuse('itemNotFound', { productId });

    const { view, change } = withItems(opened, rest.items, changeId);
    return accept(view, change);
  },
});
