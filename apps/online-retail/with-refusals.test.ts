import { expect, it } from 'vitest';
import { fileOf } from './testing/file-of.ts';
import { withRefusals } from './with-refusals.ts';

it('adds the lines of what was refused to those that were rejected, once each and in file order', () => {
  const { lines, rejected } = fileOf(
    '1,MUG,Enamel mug,3,2026-11-01 10:00,4.50,7,France',
    '1,CUP,Tea cup,no,2026-11-01 10:00,2.50,7,France',
    '2,MUG,Enamel mug,0,2026-11-01 10:00,4.50,7,France',
    '3,JUG,Milk jug,1,2026-11-01 10:00,9.00,7,France',
  );
  const unsold = { line: 4, invoice: '2', sku: 'MUG', reason: 'quantity below 1' };
  expect(withRefusals({ lines, rejected: [...rejected, unsold] }, new Map([['MUG', 'no mugs here']]))).toEqual([
    { line: 2, invoice: '1', sku: 'MUG', reason: 'no mugs here' },
    { line: 3, invoice: '1', sku: 'CUP', reason: 'quantity is not an integer' },
    unsold,
  ]);
});
