import type { Money } from '../gen/http-types.ts';

/** As people read it: £12.50. The amount is a decimal string and never becomes a float. */
export function formatMoney({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  return format.format(amount as Intl.StringNumericLiteral);
}
