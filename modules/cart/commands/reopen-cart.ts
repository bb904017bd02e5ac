import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { cart } from '../contract.ts';
import { cartKeys, carts, cartView, findRow } from '../tables.ts';

// An order that could not be placed in time is withdrawn for good: its cart would be closed for nothing.
export const reopenCart = command(cart.reopenCart, {
  loads: ({ cartId }) => cartKeys(cartId),
  decide: (rows, { cartId, orderId }) => {
    const known = findRow(rows, cartId);
    if (known === undefined) return refuse('notFound', { cartId });
    const version = rows.version(carts.key(cartId));
    if (orderId === '' || known.orderId !== orderId) return accept(cartView(known, version));
    const reopened = { cartId, items: known.items, orderId: '', changedBy: known.changedBy };
    return accept(cartView(reopened, version + 1), carts.put(reopened));
  },
});
