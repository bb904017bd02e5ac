import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { readPrice } from './read-price.ts';

describe('reading a price', () => {
  it.each([
    ['2.55', 255],
    ['0.1', 10],
    ['15', 1500],
    ['0', 0],
    ['-27.50', -2750],
    ['887.5200', 88752],
  ])('reads %s as %i pence', (decimal, amountMinor) => {
    expect(readPrice(decimal)).toEqual({ kind: 'price', amountMinor });
  });

  it.each([
    ['0.001', 'price has more decimals than GBP'],
    ['2.5501', 'price has more decimals than GBP'],
    ['', 'price is not a decimal number'],
    ['2,55', 'price is not a decimal number'],
    ['1e3', 'price is not a decimal number'],
    ['free', 'price is not a decimal number'],
    ['999999999999999999', 'price is too large'],
  ])('refuses %s: %s', (decimal, reason) => {
    expect(readPrice(decimal)).toEqual({ kind: 'refused', reason });
  });

  it('reads every number of pence back exactly', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000_000 }), (pence) => {
        const decimal = `${Math.floor(pence / 100)}.${String(pence % 100).padStart(2, '0')}`;
        expect(readPrice(decimal)).toEqual({ kind: 'price', amountMinor: pence });
      }),
    );
  });
});
