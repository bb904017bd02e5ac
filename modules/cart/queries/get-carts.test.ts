import { describe, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { cart } from '../contract.ts';
import { cartModule } from '../module.ts';
import { add, CART, created, holding, OTHER_CART } from '../testing/carts.ts';

const given = scenarios(cartModule());

describe('looking up carts', () => {
  it('answers those that exist, once each, and leaves out the others, ids of no cart at all among them', () =>
    given(created, add('mug', 2))
      .when(cart.getCarts({ cartIds: [OTHER_CART, CART, 'no UUID', CART] }))
      .then({ carts: [holding({ mug: 2 }, 2)] }));
});
