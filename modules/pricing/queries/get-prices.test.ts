import { describe, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { pricing } from '../contract.ts';
import { pricingModule } from '../module.ts';

const given = scenarios(pricingModule());
const mug = { productId: 'prod_mug', priceList: 'retail', currency: 'GBP', amountMinor: 500, open: false };

describe('looking up prices', () => {
  it('answers the prices of one list, once each, and leaves out products without one', () =>
    given(pricing.setPrice(mug), pricing.setPrice({ ...mug, priceList: 'trade', amountMinor: 300 }))
      .when(pricing.getPrices({ priceList: 'retail', productIds: ['prod_gone', 'prod_mug', 'prod_mug'] }))
      .then({ prices: [{ ...mug, version: 1 }] }));
});
