import { assert } from './assert.ts';

// Money is integer minor units with a currency: no float ever holds an amount. Amounts are safe integers, which
// reaches 90 trillion in a currency of two decimals; arithmetic that leaves that range throws.

/** ISO 4217 minor-unit exponents of the currencies that do not have two decimals. */
const UNUSUAL_DECIMALS: ReadonlyMap<string, number> = new Map([
  ...['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW'].map((currency) => [currency, 0] as const),
  ...['PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'].map((currency) => [currency, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((currency) => [currency, 3] as const),
  ...['CLF', 'UYW'].map((currency) => [currency, 4] as const),
]);

/** Number of decimals of a currency (ISO 4217). */
export function decimalsOf(currency: string): number {
  return UNUSUAL_DECIMALS.get(currency) ?? 2;
}

/**
 * Reads a decimal string ("50.00", "-3", "0.5") as minor units, exactly.
 * Undefined when it is no decimal number, has more decimals than the currency, or leaves the safe range.
 */
export function parseMinor(decimal: string, currency: string): number | undefined {
  const match = /^(-?)(\d{1,16})(?:\.(\d+))?$/.exec(decimal.trim());
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = ''] = match;
  const decimals = decimalsOf(currency);
  if (fraction.replace(/0+$/, '').length > decimals) return undefined;
  const digits = whole + fraction.slice(0, decimals).padEnd(decimals, '0');
  const amountMinor = Number(digits);
  if (!Number.isSafeInteger(amountMinor)) return undefined;
  return sign === '-' && amountMinor !== 0 ? -amountMinor : amountMinor;
}

/** Minor units as a decimal string with all decimals of the currency: 5000 GBP is "50.00". A bigint may be of any size. */
export function formatMinor(amountMinor: number | bigint, currency: string): string {
  const isAmount = typeof amountMinor === 'bigint' || Number.isSafeInteger(amountMinor);
  assert(isAmount, `${amountMinor} is not an amount in minor units`);
  const decimals = decimalsOf(currency);
  const digits = String(amountMinor < 0 ? -amountMinor : amountMinor).padStart(decimals + 1, '0');
  const sign = amountMinor < 0 ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Unit price times quantity, refusing to leave the range in which integers are exact. */
export function multiplyMinor(unitMinor: number, quantity: number): number {
  return safe(unitMinor * quantity);
}

/** Sum of amounts in one currency's minor units. */
export function sumMinor(amountsMinor: Iterable<number>): number {
  let total = 0;
  for (const amountMinor of amountsMinor) total = safe(total + amountMinor);
  return total;
}

function safe(amountMinor: number): number {
  assert(Number.isSafeInteger(amountMinor), `amount ${amountMinor} leaves the range of exact integers`);
  return amountMinor;
}
