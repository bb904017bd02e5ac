import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { cart } from '../contract.ts';
import { cartKeys, carts, findCart } from '../tables.ts';

export const checkOutCart = command(cart.checkOutCart, {
  loads: ({ cartId }) => cartKeys(cartId),
  decide: (rows, { cartId, orderId }) => {
    assert(orderId !== '', `cart ${cartId} cannot become an order without an id; choose the order's id first`);
    const known = findCart(rows, cartId);
    if (known === undefined) return refuse('notFound', { cartId });
    if (known.orderId === orderId) return accept(known);
    if (known.orderId !== '') return refuse('checkedOut', { cartId, orderId: known.orderId });
    if (known.items.length === 0) return refuse('empty', { cartId });

    const closed = { cartId, items: known.items, orderId };
    return accept({ ...closed, version: known.version + 1 }, carts.put(closed));
  },
});
