import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { cartModule } from '../module.ts';
import { carts } from '../tables.ts';
import { add, CART, change, checkOut, created, holding, OTHER_CART } from '../testing/carts.ts';

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

  it('is made once, however often it is sent, and is answered with the cart as it stands', async () => {
    const { store } = await given(created, add('mug', 2, { changeId: 'a' }), add('cup', 1, { changeId: 'b' }))
      .when(add('mug', 2, { changeId: 'a' }))
      .then({ kind: 'added', ...holding({ mug: 2, cup: 1 }, 3) });
    expect(store.rows(carts).map(({ version }) => version)).toEqual([3]);
  });

  it('is recognised though its caller saw a version that it has changed itself, or has become an order since', async () => {
    const seen = { changeId: 'a', expectedVersion: 1 };
    await given(created, add('mug', 2, seen))
      .when(add('mug', 2, seen))
      .then({ kind: 'added', ...holding({ mug: 2 }, 2) });
    await given(created, add('mug', 2, seen), checkOut('order-1'))
      .when(add('mug', 2, seen))
      .then({ kind: 'added', orderId: 'order-1', version: 3 });
  });

  it('is another one without an id, and after twenty others', async () => {
    await given(created, add('mug'))
      .when(add('mug'))
      .then({ kind: 'added', ...holding({ mug: 2 }, 3) });
    const others = Array.from({ length: 20 }, (_, index) => change('mug', 5, { changeId: `other ${index}` }));
    await given(created, add('mug', 1, { changeId: 'a' }), ...others)
      .when(add('mug', 1, { changeId: 'a' }))
      .then({ kind: 'added', ...holding({ mug: 6 }, 23) });
  });
});
