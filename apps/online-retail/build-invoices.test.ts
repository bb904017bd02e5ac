import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { buildCatalogue } from './build-catalogue.ts';
import { buildInvoices } from './build-invoices.ts';
import { fileOf } from './testing/file-of.ts';

describe('an invoice', () => {
  it('is replayed line by line, one SKU at two prices included', () => {
    const file = fileOf(
      '1,MUG,A MUG,2,2010-12-01T08:26,3,17850,France',
      '1,MUG,A MUG,1,2010-12-01T08:27,2.5,17850,France',
    );
    expect(buildInvoices(file)).toEqual({
      replayable: [
        {
          invoice: '1',
          customerId: '17850',
          country: 'France',
          at: '2010-12-01T08:26',
          lines: [
            { line: 2, sku: 'MUG', quantity: 2, unitPriceMinor: 300 },
            { line: 3, sku: 'MUG', quantity: 1, unitPriceMinor: 250 },
          ],
        },
      ],
      refused: [],
      notReplayable: [],
    });
  });

  it('is one although its lines stand apart', () => {
    const { replayable } = buildInvoices(fileOf('1,MUG,A MUG,1,,1,,', '2,MUG,A MUG,1,,1,,', '1,MUG,A MUG,1,,1,,'));
    expect(replayable.map(({ invoice, lines }) => [invoice, lines.length])).toEqual([
      ['1', 2],
      ['2', 1],
    ]);
  });

  it('is refused as a whole, with each bad line', () => {
    const rows = ['1,MUG,A MUG,1,,1,,', '1,MUG,A MUG,0,,1,,', '1,MUG,A MUG,1,,x,,', '1,CUP,,1,,1,,'];
    expect(buildInvoices(fileOf(...rows))).toEqual({
      replayable: [],
      refused: [
        { invoice: '1', line: 3, reason: 'quantity below 1' },
        { invoice: '1', line: 4, reason: 'price is not a decimal number' },
        { invoice: '1', line: 5, reason: 'the SKU has no description anywhere in the file' },
      ],
      notReplayable: [],
    });
  });

  it('is not replayable when it is a cancellation, whatever its lines say', () =>
    expect(buildInvoices(fileOf('C1,MUG,A MUG,-1,,1,,', 'C1,MUG,A MUG,x,,1,,'))).toEqual({
      replayable: [],
      refused: [],
      notReplayable: ['C1'],
    }));
});

describe('whatever a file holds', () => {
  const row = fc
    .tuple(
      fc.constantFrom('1', '2', '3', 'C4', ''),
      fc.constantFrom('MUG', 'CUP', 'mug', 'POST'),
      fc.constantFrom('', 'NAME'),
      fc.constantFrom('1', '2', '5', '0', '-1', 'x'),
      fc.constantFrom('1', '2.55', '2.55', '0', '-1', '0.001'),
    )
    .map(([invoice, sku, name, quantity, price]) => `${invoice},${sku},${name},${quantity},,${price},,`);

  it('the catalogue has each SKU that a replay orders, and exactly the stock it needs', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const file = fileOf(...rows);
        const left = new Map(buildCatalogue(file).products.map(({ sku, kind, stock }) => [sku, { kind, stock }]));
        for (const { sku, quantity } of buildInvoices(file).replayable.flatMap(({ lines }) => lines)) {
          const shelf = left.get(sku);
          if (shelf === undefined) throw new Error(`${sku} is ordered and not in the catalogue`);
          if (shelf.kind === 'goods') shelf.stock -= quantity;
        }
        expect([...left.values()].every(({ stock }) => stock === 0)).toBe(true);
      }),
    );
  });

  it('no line is dropped in silence', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), (rows) => {
        const file = fileOf(...rows);
        const { products, rejected } = buildCatalogue(file);
        const skus = new Set(products.map(({ sku }) => sku));
        const reported = new Set(rejected.map(({ line }) => line));
        expect(rejected).toHaveLength(reported.size);
        for (const { line, sku } of file.lines) expect(reported.has(line) || skus.has(sku)).toBe(true);
        for (const { line } of file.rejected) expect(reported.has(line)).toBe(true);
      }),
    );
  });
});
