import { accept, command } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { isUuid } from '../../../platform/kernel/ids.ts';
import { cart } from '../contract.ts';
import { type CartRow, carts, cartView, findCart } from '../tables.ts';

export const createCart = command(cart.createCart, {
  loads: ({ cartId }) => {
    assert(isUuid(cartId), `"${cartId}" cannot be the id of a cart; send a UUID`);
    return [carts.key(cartId)];
  },
  decide: (rows, { cartId }) => {
    const known = findCart(rows, cartId);
    if (known !== undefined) return accept(known);

    const created: CartRow = { cartId, items: [], orderId: '', changedBy: [] };
    return accept(cartView(created, 1), carts.put(created));
  },
});
