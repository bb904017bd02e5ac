import { describe, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { cartModule } from '../module.ts';
import { add, CART, checkOut, created, holding, OTHER_CART, remove } from '../testing/carts.ts';

const given = scenarios(cartModule());

describe('removing an item', () => {
  it('takes the product out', () =>
    given(created, add('mug', 5), add('cup'))
      .when(remove('mug'))
      .then({ kind: 'removed', ...holding({ cup: 1 }, 4) }));

  it('is refused for a product that is not in the cart', () =>
    given(created, add('mug')).when(remove('cup')).then({ kind: 'itemNotFound', productId: 'cup' }));

  it('is refused for a cart that the shop does not know', () =>
    given(created)
      .when(remove('mug', { in: OTHER_CART }))
      .then({ kind: 'notFound', cartId: OTHER_CART }));

  it('is refused once the cart is an order', () =>
    given(created, add('mug'), checkOut('order-1'))
      .when(remove('mug'))
      .then({ kind: 'checkedOut', cartId: CART, orderId: 'order-1' }));

  it('is refused when the cart has changed since the caller saw it', () =>
    given(created, add('mug'))
      .when(remove('mug', { expectedVersion: 1 }))
      .then({ kind: 'versionChanged', version: 2 }));

  it('is done once, and a copy of it is answered like the first', () =>
    given(created, add('mug'), add('cup'), remove('mug', { changeId: 'a' }))
      .when(remove('mug', { changeId: 'a' }))
      .then({ kind: 'removed', ...holding({ cup: 1 }, 4) }));
});
