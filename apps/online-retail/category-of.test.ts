import { describe, expect, it } from 'vitest';
import { categoryOf } from './category-of.ts';

describe('the category of a product of the data set', () => {
  it.each([
    ['WHITE HANGING HEART T-LIGHT HOLDER', 'Candles & lights'],
    ['SET OF 6 T-LIGHTS SANTA', 'Christmas'],
    ['JUMBO BAG RED RETROSPOT', 'Bags & purses'],
    ['RED TOADSTOOL LED NIGHT LIGHT', 'Candles & lights'],
    ['Retrospot tea set ceramic 11 pc', 'Kitchen & table'],
    ['PACK OF 72 RETROSPOT CAKE CASES', 'Kitchen & table'],
    ['WOODEN FRAME ANTIQUE WHITE', 'Home'],
    ['SOMETHING NOBODY KNOWS', 'Gifts'],
  ])('of %s is %s', (name, category) => expect(categoryOf({ name, kind: 'goods' })).toBe(category));

  it('takes whole words only', () => {
    expect(categoryOf({ name: 'STRINGENT CAPTAIN', kind: 'goods' })).toBe('Gifts');
  });

  it('of a service says so', () => {
    expect(categoryOf({ name: 'POSTAGE CARD', kind: 'service' })).toBe('Services');
  });
});
