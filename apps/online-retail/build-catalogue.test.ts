import { describe, expect, it } from 'vitest';

import { buildCatalogue } from './build-catalogue.ts';
import { fileOf } from './testing/file-of.ts';

const catalogueOf = (...rows: readonly string[]) => buildCatalogue(fileOf(...rows));

describe('a product', () => {
  it('has the most frequent price and name, and the units sold as stock', () => {
    const { products } = catalogueOf('1,MUG,CUP,2,,3,,', '1,MUG,A MUG,3,,2.5,,', '2,MUG,A MUG,4,,2.5,,');
    expect(products).toEqual([
      { sku: 'MUG', name: 'A MUG', priceMinor: 250, currency: 'GBP', kind: 'goods', stock: 9 },
    ]);
  });

  it('takes the price and name seen first among equally frequent ones', () =>
    expect(catalogueOf('1,MUG,CUP,1,,9,,', '1,MUG,A MUG,1,,2,,').products).toMatchObject([
      { name: 'CUP', priceMinor: 900 },
    ]));

  it('learns price and name from a cancellation, but no stock', () =>
    expect(catalogueOf('C1,MUG,A MUG,-1,,2.5,,').products).toMatchObject([
      { name: 'A MUG', priceMinor: 250, stock: 0 },
    ]));

  it('gets no stock from an invoice that is not clean', () =>
    expect(catalogueOf('1,MUG,A MUG,5,,2.5,,', '1,MUG,A MUG,-1,,2.5,,').products).toMatchObject([{ stock: 0 }]));

  it('gets no stock from an invoice with an unreadable line', () =>
    expect(catalogueOf('1,MUG,A MUG,5,,2.5,,', '1,MUG,A MUG,some,,2.5,,').products).toMatchObject([{ stock: 0 }]));

  it.each(['POST', 'DOT', 'M', 'm', 'D', 'C2', 'BANK CHARGES'])('is a service when it is %s', (sku) =>
    expect(catalogueOf(`1,${sku},SOMETHING,5,,2.5,,`).products).toMatchObject([{ sku, kind: 'service', stock: 0 }]),
  );

  it('is another one when its code has another letter case', () =>
    expect(catalogueOf('1,85123A,HEART,1,,2.5,,', '1,85123a,HEART,1,,6.77,,').products).toMatchObject([
      { sku: '85123A', priceMinor: 250 },
      { sku: '85123a', priceMinor: 677 },
    ]));
});

describe('the report', () => {
  it.each([
    ['C1,MUG,A MUG,-1,,2.5,,', 'cancellation, not a sale'],
    ['1,MUG,A MUG,0,,2.5,,', 'quantity below 1'],
    ['1,MUG,A MUG,1,,0,,', 'unit price is not above zero'],
    ['1,MUG,,-1,,-1,,', 'quantity below 1; unit price is not above zero'],
    ['1,CUP,A CUP,1,,0,,', 'the SKU has no positive price anywhere in the file'],
    ['1,CUP,,1,,3,,', 'the SKU has no description anywhere in the file'],
    ['1,MUG,A MUG,x,,2.5,,', 'quantity is not an integer'],
  ])('names %s: %s', (row, reason) => {
    const { rejected } = catalogueOf('2,MUG,A MUG,1,,2.5,,', row);
    const [invoice, sku] = row.split(',');
    expect(rejected).toEqual([{ line: 3, invoice, sku, reason }]);
  });

  it('is in file order', () => {
    const { rejected } = catalogueOf('1,MUG,A MUG,0,,1,,', 'C2,MUG,A MUG,-1,,1,,', '1,MUG,A MUG,x,,1,,');
    expect(rejected.map(({ line }) => line)).toEqual([2, 3, 4]);
  });
});
