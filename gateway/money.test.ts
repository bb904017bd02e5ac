import { describe, expect, it } from 'vitest';
import { readAmount } from './money.ts';

const DECIMALS = 'must be a decimal amount with at most 2 decimals, as GBP has';
const MOST = 'must be at most 90071992547409.91: no larger amount is counted exactly';

const INEXACT = 'must be sent as text: a number of so many digits is not read exactly';

describe('an amount of a request', () => {
  it.each([
    ['90071992547409.91', 9_007_199_254_740_991],
    [0.07, 7],
    ['-3', -300],
    [50, 5_000],
    [9_999_999_999_999.99, 999_999_999_999_999],
  ])('%s is read exactly', (amount, minor) => {
    expect(readAmount(amount, 'GBP', '/amount')).toBe(minor);
  });

  it.each([
    ['90071992547409.92', MOST],
    [99_999_999_999_999.98, MOST],
    ['99999999999999999999', MOST],
    // Its last digit is lost before anybody looks at it.
    [90_071_992_547_409.9, INEXACT],
    [-10_000_000_000_000, INEXACT],
    [1e20, MOST],
    [1e21, MOST],
    [-1e300, MOST],
    [0.1 + 0.2, DECIMALS],
    ['1.005', DECIMALS],
    [1e-7, DECIMALS],
    ['99999999999999999999.999', DECIMALS],
  ])('%s is refused for what is wrong with it', (amount, message) => {
    expect(() => readAmount(amount, 'GBP', '/amount')).toThrow(`/amount ${message}.`);
  });
});
