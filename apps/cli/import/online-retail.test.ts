import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

import { buildCatalogue } from '../../online-retail/build-catalogue.ts';
import { buildInvoices } from '../../online-retail/build-invoices.ts';
import type { RetailFile } from '../../online-retail/retail-line.ts';
import { readLines } from './read-lines.ts';

// The numbers of data/online-retail/README.md, each counted from the file by other means than this code.

async function read(name: string): Promise<RetailFile> {
  const file = await readLines(fileURLToPath(new URL(`../../../data/online-retail/${name}`, import.meta.url)));
  if (file.kind === 'broken') throw new Error(file.message);
  return file;
}

function countBy<T>(values: readonly T[], keyOf: (value: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[keyOf(value)] = (counts[keyOf(value)] ?? 0) + 1;
  return counts;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('the first 10,000 lines of Online Retail', async () => {
  const file = await read('online-retail-2010-12.csv');
  const { products, rejected } = buildCatalogue(file);
  const { replayable, refused, notReplayable } = buildInvoices(file);
  const sold = replayable.flatMap(({ lines }) => lines);

  it('can all be read', () => {
    expect(file.lines).toHaveLength(10_000);
    expect(file.rejected).toEqual([]);
    expect(new Set(file.lines.map(({ sku }) => sku)).size).toBe(2_015);
    expect(file.lines.filter(({ customerId }) => customerId === null)).toHaveLength(2_291);
    expect(file.lines.at(-1)).toMatchObject({ line: 10_001 });
  });

  it('hold 423 invoices to replay, to the penny', () => {
    expect(replayable).toHaveLength(423);
    expect(sold).toHaveLength(9_838);
    expect(sum(sold.map(({ quantity }) => quantity))).toBe(90_042);
    expect(sum(sold.map(({ quantity, unitPriceMinor }) => quantity * unitPriceMinor))).toBe(18_396_183);
    expect(Math.max(...replayable.map(({ lines }) => lines.length))).toBe(593);
    const repeating = replayable.filter(({ lines }) => new Set(lines.map(({ sku }) => sku)).size < lines.length);
    expect(repeating).toHaveLength(66);
  });

  it('hold 46 invoices to refuse and 43 cancellations', () => {
    expect(new Set(refused.map(({ invoice }) => invoice)).size).toBe(46);
    expect(notReplayable).toHaveLength(43);
    expect(refused.find(({ invoice }) => invoice === '537197')).toEqual({
      invoice: '537197',
      line: 9304,
      reason: 'unit price is not above zero',
    });
  });

  it('make a catalogue of 2,000 products, six of them services', () => {
    expect(countBy(products, ({ kind }) => kind)).toEqual({ goods: 1_994, service: 6 });
    expect(sum(products.map(({ stock }) => stock))).toBe(89_933);
    expect(products[0]).toEqual({
      sku: '85123A',
      name: 'WHITE HANGING HEART T-LIGHT HOLDER',
      priceMinor: 295,
      currency: 'GBP',
      kind: 'goods',
      stock: 974,
    });
  });

  it('leave 146 lines to report', () => {
    expect(countBy(rejected, ({ reason }) => reason)).toEqual({
      'cancellation, not a sale': 100,
      'unit price is not above zero': 9,
      'quantity below 1; unit price is not above zero': 22,
      'quantity below 1; the SKU has no positive price anywhere in the file': 1,
      'the SKU has no positive price anywhere in the file; the SKU has no description anywhere in the file': 7,
      'quantity below 1; the SKU has no positive price anywhere in the file; the SKU has no description anywhere in the file': 7,
    });
  });
});

describe('the demo catalogue', async () => {
  const file = await read('demo-catalogue.csv');
  const { products, rejected } = buildCatalogue(file);

  it('is a part without faults', () => {
    expect(file.lines).toHaveLength(65);
    expect(rejected).toEqual([]);
    expect(buildInvoices(file).replayable).toHaveLength(9);
  });

  it('has 55 goods with stock and one service', () => {
    expect(countBy(products, ({ kind }) => kind)).toEqual({ goods: 55, service: 1 });
    expect(products.every(({ kind, stock }) => kind === 'service' || stock > 0)).toBe(true);
  });
});
