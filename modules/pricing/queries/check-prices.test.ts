import { describe, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { pricing } from '../contract.ts';
import { pricingModule } from '../module.ts';

const given = scenarios(pricingModule());
const priced = (productId: string, amountMinor: number, open = false) =>
  pricing.setPrice({ productId, priceList: 'retail', currency: 'GBP', amountMinor, open });
const line = (productId: string, unitPriceMinor: number, agreed = false) => ({ productId, unitPriceMinor, agreed });
const check = (...lines: ReturnType<typeof line>[]) =>
  pricing.checkPrices({ priceList: 'retail', currency: 'GBP', lines });

describe('checking prices', () => {
  it('holds when every line costs what the shopper saw', () =>
    given(priced('mug', 500), priced('cup', 300))
      .when(check(line('mug', 500), line('cup', 300)))
      .then({ kind: 'pricesHold', priceList: 'retail' }));

  it('names the products whose price has changed, each once, in the order of their first lines', () =>
    given(priced('mug', 500), priced('cup', 300), priced('jug', 900))
      .when(check(line('jug', 1), line('mug', 500), line('cup', 2), line('jug', 900), line('jug', 3)))
      .then({ kind: 'priceChanged', productIds: ['jug', 'cup'] }));

  it('counts a product as changed when only one of its lines holds', () =>
    given(priced('mug', 500))
      .when(check(line('mug', 500), line('mug', 499)))
      .then({ kind: 'priceChanged', productIds: ['mug'] }));

  it('counts a product without a price as changed', () =>
    given()
      .when(check(line('mug', 500)))
      .then({ kind: 'priceChanged', productIds: ['mug'] }));

  it('honours an agreed price, whatever the list says', () =>
    given(priced('mug', 500))
      .when(check(line('mug', 1, true), line('never listed', 2, true)))
      .then({ kind: 'pricesHold' }));

  it('lets the buyer name the value of an open-price product', () =>
    given(priced('gift card', 2500, true))
      .when(check(line('gift card', 60_000)))
      .then({ kind: 'pricesHold' }));
});
