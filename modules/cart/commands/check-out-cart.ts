import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { cart } from '../contract.ts';
import { type CartRow, cartKeys, carts, cartView, findRow } from '../tables.ts';

export const checkOutCart = command(cart.checkOutCart, {
  loads: ({ cartId }) => cartKeys(cartId),
  decide: (rows, { cartId, orderId, expectedVersion }) => {
    assert(orderId !== '', `cart ${cartId} cannot become an order without an id; choose the order's id first`);
    const known = findRow(rows, cartId);
    if (known === undefined) return refuse('notFound', { cartId });
    const version = rows.version(carts.key(cartId));
    if (known.orderId === orderId) return accept(cartView(known, version));
    if (known.orderId !== '') return refuse('checkedOut', { cartId, orderId: known.orderId });
    if (expectedVersion !== 0 && expectedVersion !== version) return refuse('versionChanged', { cartId, version });
    if (known.items.length === 0) return refuse('empty', { cartId });

    const closed: CartRow = { cartId, items: known.items, orderId, changedBy: known.changedBy };
    return accept(cartView(closed, version + 1), carts.put(closed));
  },
});
