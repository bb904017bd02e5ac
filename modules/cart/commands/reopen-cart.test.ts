import { describe, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { cart } from '../contract.ts';
import { cartModule } from '../module.ts';
import { add, CART, checkOut, created, holding, OTHER_CART } from '../testing/carts.ts';

const given = scenarios(cartModule());
const reopen = (orderId: string, cartId = CART) => cart.reopenCart({ cartId, orderId });

describe('opening a cart whose order was withdrawn', () => {
  it('has it as it was, for another order', async () => {
    const reopened = given(created, add('mug', 2), checkOut('order-1'), reopen('order-1'));
    await reopened.when(reopen('order-1')).then({ kind: 'cart', ...holding({ mug: 2 }, 4) });
    await reopened.when(checkOut('order-2')).then({ kind: 'closed', ...holding({ mug: 2 }, 5), orderId: 'order-2' });
  });

  it('leaves one that is closed for another order', () =>
    given(created, add('mug', 2), checkOut('order-1'), reopen('order-1'), checkOut('order-2'))
      .when(reopen('order-1'))
      .then({ kind: 'cart', ...holding({ mug: 2 }, 5), orderId: 'order-2' }));

  it('leaves one that is open, and knows no other', async () => {
    await given(created)
      .when(reopen(''))
      .then({ kind: 'cart', ...holding({}, 1) });
    await given(created).when(reopen('order-1', OTHER_CART)).then({ kind: 'notFound', cartId: OTHER_CART });
  });
});
