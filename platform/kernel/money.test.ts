import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AssertionError } from './assert.ts';
import { decimalsOf, formatMinor, multiplyMinor, parseMinor, sumMinor } from './money.ts';

const currencies = fc.constantFrom('GBP', 'EUR', 'JPY', 'KRW', 'KWD', 'TND', 'CLF');
const amounts = fc
  .oneof(
    fc.constantFrom(0, 1, -1, 99, 100, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
    fc.maxSafeInteger(),
    fc.integer({ min: -100_000, max: 100_000 }),
  )
  .map((amount) => amount + 0); // Minus nought is no amount.

describe('decimals', () => {
  it.each([
    ['GBP', 2],
    ['JPY', 0],
    ['UGX', 0],
    ['XOF', 0],
    ['KWD', 3],
    ['IQD', 3],
    ['UYW', 4],
  ])('of %s are those of ISO 4217', (currency, decimals) => expect(decimalsOf(currency)).toBe(decimals));

  it.each(['constructor', 'toString', '__proto__', ''])('of "%s", which is no currency, are two', (currency) =>
    expect(decimalsOf(currency)).toBe(2),
  );
});

describe('an amount', () => {
  it('is read as it was written', () =>
    fc.assert(
      fc.property(amounts, currencies, (amountMinor, currency) => {
        expect(parseMinor(formatMinor(amountMinor, currency), currency)).toBe(amountMinor);
      }),
    ));

  it('is written with all decimals of its currency, and no others', () =>
    fc.assert(
      fc.property(amounts, currencies, (amountMinor, currency) => {
        const decimals = decimalsOf(currency);
        const pattern = decimals === 0 ? /^-?\d+$/ : new RegExp(`^-?\\d+\\.\\d{${decimals}}$`);
        expect(formatMinor(amountMinor, currency)).toMatch(pattern);
      }),
    ));

  it('has no noise of floats in it', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 99 }), (whole, cents) => {
        const text = `${whole}.${String(cents).padStart(2, '0')}`;
        expect(parseMinor(text, 'GBP')).toBe(whole * 100 + cents);
        // A JSON number goes through its shortest text, which is exact.
        expect(parseMinor(String(Number(text)), 'GBP')).toBe(whole * 100 + cents);
      }),
    ));

  it.each([
    ['50', 'GBP', 5000],
    ['50.0', 'GBP', 5000],
    ['50.00', 'GBP', 5000],
    ['50.000', 'GBP', 5000],
    ['0.1', 'GBP', 10],
    ['-0.01', 'GBP', -1],
    ['007', 'GBP', 700],
    [' 5 ', 'GBP', 500],
    ['500', 'JPY', 500],
    ['500.00', 'JPY', 500],
    ['1.234', 'KWD', 1234],
    ['90071992547409.91', 'GBP', Number.MAX_SAFE_INTEGER],
    ['-90071992547409.91', 'GBP', Number.MIN_SAFE_INTEGER],
    ['9007199254740991', 'JPY', Number.MAX_SAFE_INTEGER],
  ])('is read from "%s" %s', (text, currency, expected) => expect(parseMinor(text, currency)).toBe(expected));

  it.each([
    ['-0', 'GBP'],
    ['-0.00', 'GBP'],
  ])('that is nought has no sign: "%s" %s', (text, currency) => expect(parseMinor(text, currency)).toBe(0));

  it.each([
    ['', 'GBP'],
    ['.5', 'GBP'],
    ['5.', 'GBP'],
    ['+5', 'GBP'],
    ['--5', 'GBP'],
    ['5,00', 'GBP'],
    ['1 000', 'GBP'],
    ['0x10', 'GBP'],
    ['1e3', 'GBP'],
    ['1E3', 'GBP'],
    ['1e-7', 'GBP'],
    ['1e+21', 'GBP'],
    ['NaN', 'GBP'],
    ['Infinity', 'GBP'],
    ['\u0665', 'GBP'],
    ['5\n6', 'GBP'],
    ['0.001', 'GBP'],
    ['50.005', 'GBP'],
    ['0.1', 'JPY'],
    ['1.2345', 'KWD'],
    ['90071992547409.92', 'GBP'],
    ['99999999999999999999', 'GBP'],
    ['9007199254740993', 'JPY'],
  ])('is not read from "%s" %s', (text, currency) => expect(parseMinor(text, currency)).toBeUndefined());

  it('is never rounded to be read', () =>
    fc.assert(
      fc.property(fc.nat(1_000_000), fc.stringMatching(/^\d{0,6}[1-9]$/), (whole, tail) => {
        expect(parseMinor(`${whole}.00${tail}`, 'GBP')).toBeUndefined();
      }),
    ));

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, Number.MAX_SAFE_INTEGER + 1])('is not written from %s', (value) =>
    expect(() => formatMinor(value, 'GBP')).toThrow(AssertionError),
  );
});

describe('arithmetic', () => {
  const bounded = fc.maxSafeInteger();

  it('is exact or throws', () =>
    fc.assert(
      fc.property(bounded, bounded, (left, right) => {
        const product = BigInt(left) * BigInt(right);
        const sum = BigInt(left) + BigInt(right);
        if (isSafe(product)) expect(BigInt(multiplyMinor(left, right))).toBe(product);
        else expect(() => multiplyMinor(left, right)).toThrow(AssertionError);
        if (isSafe(sum)) expect(BigInt(sumMinor([left, right]))).toBe(sum);
        else expect(() => sumMinor([left, right])).toThrow(AssertionError);
      }),
    ));

  it('throws on its way, not only at its end', () =>
    expect(() => sumMinor([Number.MAX_SAFE_INTEGER, 1, -1])).toThrow(AssertionError));

  it('of nothing is nought', () => expect(sumMinor([])).toBe(0));
});

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}
