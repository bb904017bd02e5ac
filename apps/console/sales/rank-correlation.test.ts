import { expect, it } from 'vitest';
import { rankCorrelation } from './rank-correlation.ts';

const pairs = (placeOf: (index: number) => number) =>
  Array.from({ length: 101 }, (_, index) => [index * 7, placeOf(index)] as const);

it('is 1 for order of arrival, -1 for the reverse, near 0 for neither', () => {
  expect(rankCorrelation(pairs((index) => index))).toBe(1);
  expect(rankCorrelation(pairs((index) => -index))).toBe(-1);
  expect(Math.abs(rankCorrelation(pairs((index) => (index * 37) % 101)) ?? 1)).toBeLessThan(0.2);
});

it('says nothing of a few', () => {
  expect(rankCorrelation([[1, 1]])).toBeUndefined();
});
