import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { cart } from '../contract.ts';
import { cartModule } from '../module.ts';
import { add, created, holding } from '../testing/carts.ts';

const given = scenarios(cartModule());

describe('creating a cart', () => {
  it('begins empty', () =>
    given()
      .when(created)
      .then({ kind: 'created', ...holding({}, 1) }));

  it('answers a repeated request with the cart as it stands', () =>
    given(created, add('mug'))
      .when(created)
      .then({ kind: 'created', ...holding({ mug: 1 }, 2) }));

  it('fails for an id that is no UUID', () =>
    expect(
      given()
        .when(cart.createCart({ cartId: 'my cart' }))
        .then({}),
    ).rejects.toThrow('send a UUID'));
});
