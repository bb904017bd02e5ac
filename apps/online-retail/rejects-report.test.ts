import { expect, it } from 'vitest';
import { rejectsReport } from './rejects-report.ts';

it('lists rejected lines as CSV, whatever is in them', () => {
  const rejected = [
    { line: 7, invoice: '536365', sku: 'A"B', reason: 'quantity below 1; price is not a decimal number' },
    { line: 9, invoice: '', sku: '', reason: 'no stock code, no invoice number' },
  ];
  expect(rejectsReport(rejected)).toBe(
    [
      'line,invoice,sku,reason',
      '7,536365,"A""B",quantity below 1; price is not a decimal number',
      '9,,,"no stock code, no invoice number"',
      '',
    ].join('\r\n'),
  );
});
