import { decimalsOf, formatMinor, parseMinor } from '../platform/kernel/money.ts';
import { invalidField } from './problem.ts';

// Amounts as they cross the edge: decimal text outside, integer minor units inside.

interface MoneyDocument {
  readonly amount: string;
  readonly currency: string;
}

export function moneyOf(amountMinor: number | bigint, currency: string): MoneyDocument {
  return { amount: formatMinor(amountMinor, currency), currency };
}

/**
 * Reads a price of a request, exactly. A number is read as JavaScript writes it, so that 0.1 + 0.2 is refused for its
 * decimals instead of being rounded.
 * @throws Problem when it is no amount of this currency, or is less than `leastMinor`.
 */
export function readPrice(price: string | number, currency: string, path: string, leastMinor: 0 | 1): number {
  const amountMinor = readAmount(price, currency, path);
  if (amountMinor < leastMinor)
    throw invalidField(path, leastMinor === 1 ? 'must be more than 0' : 'must not be negative');
  return amountMinor;
}

/**
 * The same for an amount of which somebody else judges whether it is enough.
 * @throws Problem when it is no amount of this currency.
 */
export function readAmount(price: string | number, currency: string, path: string): number {
  const text = String(price);
  const decimals = decimalsOf(currency);
  const point = text.indexOf('.');
  const isTooFine = point !== -1 && text.length - point - 1 > decimals;
  const amountMinor = isTooFine ? undefined : parseMinor(text, currency);
  if (amountMinor !== undefined) {
    if (typeof price === 'string' || Math.abs(amountMinor) < INEXACT_FROM) return amountMinor;
    throw invalidField(path, 'must be sent as text: a number of so many digits is not read exactly');
  }
  const isTooLarge = !isTooFine && Math.abs(Number(price)) > 1;
  const message = isTooLarge
    ? `must be at most ${mostOf(currency)}: no larger amount is counted exactly`
    : `must be a decimal amount with at most ${decimals} decimals, as ${currency} has`;
  throw invalidField(path, message);
}

/** Fifteen digits of a number come through as they were written; of more, two amounts may be one number. */
const INEXACT_FROM = 1e15;

/** The largest amount that is counted exactly. */
export function mostOf(currency: string): string {
  return formatMinor(Number.MAX_SAFE_INTEGER, currency);
}
