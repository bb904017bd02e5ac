import { expect, it } from 'vitest';
import { formatMoney } from './money.ts';

it.each([
  ['1234.50', 'GBP', '£1,234.50'],
  ['0.10', 'EUR', '€0.10'],
  ['90071992547409.93', 'GBP', '£90,071,992,547,409.93'],
])('money of %s %s reads %s', (amount, currency, text) => {
  expect(formatMoney({ amount, currency })).toBe(text);
});
