import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { cartModule } from '../module.ts';
import { carts } from '../tables.ts';
import { add, CART, checkOut, created, holding, OTHER_CART } from '../testing/carts.ts';

const given = scenarios(cartModule());

describe('adding an item', () => {
  it('answers the cart as it is from now on', async () => {
    const { store } = await given(created)
      .when(add('mug', 2))
      .then({ kind: 'added', ...holding({ mug: 2 }, 2) });
    expect(store.rows(carts).map(({ version }) => version)).toEqual([2]);
  });

  it('adds to what the cart has of the product', () =>
    given(created, add('mug', 2), add('cup'))
      .when(add('mug', 3))
      .then({ kind: 'added', ...holding({ mug: 5, cup: 1 }, 4) }));

  it('refuses more of a product than can be ordered, and keeps what there was', async () => {
    const { store } = await given(created, add('mug', 600_000))
      .when(add('mug', 600_000))
      .then({ kind: 'tooLarge', productId: 'mug', limit: 1_000_000 });
    expect(store.rows(carts).map(({ row }) => row.items)).toEqual([[{ productId: 'mug', quantity: 600_000 }]]);
  });

  it.each([
    ['does not know', OTHER_CART],
    ['cannot know', 'no UUID'],
  ])('is refused for a cart that the shop %s', async (_case, cartId) => {
    await given(created)
      .when(add('mug', 1, { in: cartId }))
      .then({ kind: 'notFound', cartId });
  });

  it('is refused once the cart is an order, and names the order', () =>
    given(created, add('mug'), checkOut('order-1'))
      .when(add('cup'))
      .then({ kind: 'checkedOut', cartId: CART, orderId: 'order-1' }));

  it('is accepted from a caller who saw the cart as it is', () =>
    given(created, add('mug'))
      .when(add('cup', 1, { expectedVersion: 2 }))
      .then({ kind: 'added', version: 3 }));

  it('is refused when the cart has changed since the caller saw it', () =>
    given(created, add('mug'))
      .when(add('cup', 1, { expectedVersion: 1 }))
      .then({ kind: 'versionChanged', cartId: CART, version: 2 }));
});
