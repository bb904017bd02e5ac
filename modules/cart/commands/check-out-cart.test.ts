import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { cartModule } from '../module.ts';
import { carts } from '../tables.ts';
import { add, CART, checkOut, created, holding, OTHER_CART } from '../testing/carts.ts';

const given = scenarios(cartModule());
const closed = (orderId: string) => ({ ...holding({ mug: 2 }, 3), orderId });

describe('checking out a cart', () => {
  it('closes it for the order', () =>
    given(created, add('mug', 2))
      .when(checkOut('order-1'))
      .then({ kind: 'closed', ...closed('order-1') }));

  it('answers a repeated request as it did the first time', async () => {
    const { store } = await given(created, add('mug', 2), checkOut('order-1'))
      .when(checkOut('order-1'))
      .then({ kind: 'closed', ...closed('order-1') });
    expect(store.rows(carts).map(({ version }) => version)).toEqual([3]);
  });

  it('makes one order of a cart and not two', () =>
    given(created, add('mug', 2), checkOut('order-1'))
      .when(checkOut('order-2'))
      .then({ kind: 'checkedOut', cartId: CART, orderId: 'order-1' }));

  it('is refused for an empty cart', () =>
    given(created).when(checkOut('order-1')).then({ kind: 'empty', cartId: CART }));

  it('is refused for a cart that the shop does not know', () =>
    given(created)
      .when(checkOut('order-1', { in: OTHER_CART }))
      .then({ kind: 'notFound', cartId: OTHER_CART }));

  it('is refused when the cart has changed since the caller saw it, and not for what the caller did', async () => {
    await given(created, add('mug', 2))
      .when(checkOut('order-1', { expectedVersion: 1 }))
      .then({ kind: 'versionChanged', cartId: CART, version: 2 });
    await given(created, add('mug', 2), checkOut('order-1', { expectedVersion: 2 }))
      .when(checkOut('order-1', { expectedVersion: 2 }))
      .then({ kind: 'closed', ...closed('order-1') });
  });
});
