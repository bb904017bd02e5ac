import { describe, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { catalog } from '../contract.ts';
import { catalogModule } from '../module.ts';

const given = scenarios(catalogModule());
const mug = { productId: 'prod_mug', sku: 'MUG', name: 'Mug', category: 'kitchen', kind: 'goods' };

describe('describing products', () => {
  it('answers those that exist, once each, and leaves out the others', () =>
    given(catalog.addProduct(mug))
      .when(catalog.describeProducts({ productIds: ['prod_gone', 'prod_mug', 'prod_mug'] }))
      .then({ products: [{ ...mug, version: 1 }] }));
});
