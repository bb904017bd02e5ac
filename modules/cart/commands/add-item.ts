import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { cart } from '../contract.ts';
import { addToItems } from '../domain/items.ts';
import { cartKeys } from '../tables.ts';
import { openCart, withItems } from './open-cart.ts';

export const addItem = command(cart.addItem, {
  loads: ({ cartId }) => cartKeys(cartId),
  decide: (rows, { cartId, productId, quantity, expectedVersion, changeId }) => {
    const opened = openCart(rows, { cartId, expectedVersion, changeId });
    if ('reply' in opened) return opened.reply;

    const added = addToItems(opened.cart.items, { productId, quantity });
    if (added.kind === 'tooLarge') return refuse('tooLarge', { productId, limit: added.limit });

    const { view, change } = withItems(opened, added.items, changeId);
    return accept(view, change);
  },
});
