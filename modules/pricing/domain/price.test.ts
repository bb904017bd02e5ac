import { describe, expect, it } from 'vitest';
import { samePrice, stillHolds } from './price.ts';

const listed = { currency: 'GBP', amountMinor: 500, open: false };
const open = { ...listed, open: true };

describe('a price that a shopper saw', () => {
  it.each([
    ['equals the list', listed, 'GBP', 500, true],
    ['is below the list', listed, 'GBP', 499, false],
    ['is above the list', listed, 'GBP', 501, false],
    ['is in another currency', listed, 'EUR', 500, false],
    ['is named by the buyer', open, 'GBP', 1, true],
    ['is named by the buyer, in another currency', open, 'EUR', 500, false],
    ['is nothing, for an open price', open, 'GBP', 0, false],
    ['belongs to a product without a price', undefined, 'GBP', 500, false],
  ])('%s', (_case, price, currency, amountMinor, holds) => {
    expect(stillHolds(price, { currency, amountMinor })).toBe(holds);
  });
});

describe('two prices', () => {
  it('are the same when every field is', () => {
    expect(samePrice(listed, { ...listed })).toBe(true);
  });

  it.each([{ currency: 'EUR' }, { amountMinor: 501 }, { open: true }])('differ with %o', (change) => {
    expect(samePrice(listed, { ...listed, ...change })).toBe(false);
  });
});
