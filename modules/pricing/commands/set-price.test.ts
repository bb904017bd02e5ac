import { describe, expect, it } from 'vitest';
import { payloadsOf, scenarios } from '../../../platform/testing/scenario.ts';
import { pricing } from '../contract.ts';
import { pricingModule } from '../module.ts';
import { prices } from '../tables.ts';

const given = scenarios(pricingModule());
const mug = { productId: 'prod_mug', priceList: 'retail', currency: 'GBP', amountMinor: 500, open: false };
const set = (amountMinor: number, priceList = 'retail') => pricing.setPrice({ ...mug, amountMinor, priceList });

describe('setting a price', () => {
  it('tells the new price', async () => {
    const { events } = await given().when(set(500)).then({ kind: 'priceSet', productId: 'prod_mug' });
    expect(payloadsOf(events, pricing.PriceSet)).toEqual([mug]);
  });

  it('replaces the one before', async () => {
    const { store, events } = await given(set(500)).when(set(450)).then({ kind: 'priceSet' });
    expect(store.rows(prices)).toEqual([{ row: { ...mug, amountMinor: 450 }, version: 2 }]);
    expect(payloadsOf(events, pricing.PriceSet)).toEqual([{ ...mug, amountMinor: 450 }]);
  });

  it('tells nothing when the price is the one before', async () => {
    const { store, events } = await given(set(500)).when(set(500)).then({ kind: 'priceSet' });
    expect(events).toEqual([]);
    expect(store.rows(prices).map(({ version }) => version)).toEqual([1]);
  });

  it('leaves other price lists alone', async () => {
    const { store } = await given(set(500)).when(set(300, 'trade')).then({ kind: 'priceSet' });
    expect(store.rows(prices).map(({ row }) => [row.priceList, row.amountMinor])).toEqual([
      ['retail', 500],
      ['trade', 300],
    ]);
  });

  it('for the first time leaves the price that somebody else has set', async () => {
    const first = (amountMinor: number) => pricing.setPrice({ ...mug, amountMinor, expectedVersion: 0 });
    await given().when(first(500)).then({ kind: 'priceSet' });
    const { store, events } = await given(first(500))
      .when(first(450))
      .then({ kind: 'versionChanged', productId: 'prod_mug', version: 1 });
    expect([store.rows(prices).map(({ row }) => row.amountMinor), events]).toEqual([[500], []]);
    // Whoever repeats it, or asks for the same, has what was asked for.
    await given(first(500)).when(first(500)).then({ kind: 'priceSet' });
  });

  it.each([0, -1])('refuses an amount of %i', async (amountMinor) => {
    await given().when(set(amountMinor)).then({ kind: 'invalidAmount', productId: 'prod_mug' });
  });
});
