import { parseMinor } from '../../platform/kernel/money.ts';
import { RETAIL_CURRENCY } from './retail-line.ts';

type Price =
  | { readonly kind: 'price'; readonly amountMinor: number }
  | { readonly kind: 'refused'; readonly reason: string };

/** A decimal string as pence, exactly. Zeros beyond the second decimal change nothing and are let pass. */
export function readPrice(decimal: string): Price {
  const amountMinor = parseMinor(decimal, RETAIL_CURRENCY);
  if (amountMinor !== undefined) return { kind: 'price', amountMinor };
  return { kind: 'refused', reason: whyRefused(decimal) };
}

function whyRefused(decimal: string): string {
  const match = /^-?\d+(?:\.(?<fraction>\d+))?$/.exec(decimal);
  if (match === null) return 'price is not a decimal number';
  const isFiner = /^\d{2}\d*[1-9]/.test(match.groups?.fraction ?? '');
  return isFiner ? `price has more decimals than ${RETAIL_CURRENCY}` : 'price is too large';
}
