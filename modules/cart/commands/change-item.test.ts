import { describe, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { cartModule } from '../module.ts';
import { add, CART, change, checkOut, created, holding, OTHER_CART } from '../testing/carts.ts';

const given = scenarios(cartModule());

describe('changing an item', () => {
  it('sets how many there are, and leaves the order of items alone', () =>
    given(created, add('mug', 5), add('cup'))
      .when(change('mug', 2))
      .then({ kind: 'changed', ...holding({ mug: 2, cup: 1 }, 4) }));

  it('is refused for a product that is not in the cart', () =>
    given(created, add('mug')).when(change('cup', 2)).then({ kind: 'itemNotFound', productId: 'cup' }));

  it('refuses more of a product than can be ordered', () =>
    given(created, add('mug'))
      .when(change('mug', 1_000_001))
      .then({ kind: 'tooLarge', productId: 'mug', limit: 1_000_000 }));

  it('is refused for a cart that the shop does not know', () =>
    given(created)
      .when(change('mug', 1, { in: OTHER_CART }))
      .then({ kind: 'notFound', cartId: OTHER_CART }));

  it('is refused once the cart is an order', () =>
    given(created, add('mug'), checkOut('order-1'))
      .when(change('mug', 2))
      .then({ kind: 'checkedOut', cartId: CART, orderId: 'order-1' }));

  it('is refused when the cart has changed since the caller saw it', () =>
    given(created, add('mug'))
      .when(change('mug', 2, { expectedVersion: 1 }))
      .then({ kind: 'versionChanged', version: 2 }));
});
