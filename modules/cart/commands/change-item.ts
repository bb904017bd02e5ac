import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { cart } from '../contract.ts';
import { changeInItems } from '../domain/items.ts';
import { cartKeys } from '../tables.ts';
import { openCart, withItems } from './open-cart.ts';

export const changeItem = command(cart.changeItem, {
  loads: ({ cartId }) => cartKeys(cartId),
  decide: (rows, { cartId, productId, quantity, expectedVersion, changeId }) => {
    const opened = openCart(rows, { cartId, expectedVersion, changeId });
    if ('reply' in opened) return opened.reply;

    const changed = changeInItems(opened.cart.items, { productId, quantity });
    if (changed.kind === 'notThere') return refuse('itemNotFound', { productId });
    if (changed.kind === 'tooLarge') return refuse('tooLarge', { productId, limit: changed.limit });

    const { view, change } = withItems(opened, changed.items, changeId);
    return accept(view, change);
  },
});
