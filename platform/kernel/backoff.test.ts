import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

it('a backoff grows by its factor up to its limit, whatever comes', () => {
  const backoff = { firstMs: 1_000, factor: 4, maxMs: 60_000 };

  expect([1, 2, 3, 4, 5].map((failures) => backoffMs(failures, backoff))).toEqual([
    1_000, 4_000, 16_000, 60_000, 60_000,
  ]);
  expect(backoffMs(100_000, backoff)).toBe(60_000);
});
