import { describe, expect, it } from 'vitest';
import { between, percentile } from './percentiles.ts';

const bounds = [0.1, 0.5, 1, Number.POSITIVE_INFINITY];

describe('a percentile of a histogram', () => {
  it.each([
    [0.5, 0.1],
    [0.75, 0.3],
    [1, 0.5],
  ])('of %d lies within its bucket at %d', (share, value) => {
    expect(percentile({ bounds, counts: [50, 100, 100, 100] }, share)).toBeCloseTo(value);
  });

  it('is the last finite bound where the observations are beyond it', () => {
    expect(percentile({ bounds, counts: [0, 0, 0, 7] }, 0.99)).toBe(1);
  });

  it('is none where nothing was observed', () => {
    expect(percentile({ bounds, counts: [0, 0, 0, 0] }, 0.5)).toBeUndefined();
  });
});

it('what was counted between two readings is the difference, and all of it where there is only one', () => {
  const after = { bounds, counts: [5, 7, 9, 9] };
  expect(between({ bounds, counts: [5, 5, 5, 5] }, after).counts).toEqual([0, 2, 4, 4]);
  expect(between(undefined, after)).toEqual(after);
});
