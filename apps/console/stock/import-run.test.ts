import { describe, expect, it } from 'vitest';
import type { KnownProduct, ProductBody } from '../../online-retail/product-body.ts';
import { Refused } from '../../web/api/api.ts';
import { type CatalogueFile, readCatalogueFile } from './catalogue-file.ts';
import { type ImportShop, importCatalogue } from './import-run.ts';

const FILE = `InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
1,MUG,Enamel mug,3,2026-11-01 10:00,4.50,7,France
1,CUP,Tea cup,2,2026-11-01 10:00,2.50,7,France
2,MUG,Enamel mug,no,2026-11-01 10:00,4.50,7,France
3,JUG,Milk jug,1,2026-11-01 10:00,9.00,7,France
3,MUG,Enamel mug,1,2026-11-01 10:00,4.50,7,France`;

async function fileOf(text: string): Promise<CatalogueFile> {
  const bytes = new TextEncoder().encode(text);
  const file = await readCatalogueFile({ name: 'a.csv', size: bytes.length, arrayBuffer: async () => bytes.buffer });
  if (file.kind === 'refused') throw new Error(file.message);
  return file;
}

class PaperShop implements ImportShop {
  readonly there = new Map<string, KnownProduct>();
  readonly added: ProductBody[] = [];
  refuses: string | undefined;

  async known(): Promise<ReadonlyMap<string, KnownProduct>> {
    return this.there;
  }

  async add(product: ProductBody): Promise<void> {
    if (product.sku === this.refuses) {
      const detail = 'Another product has the SKU.';
      throw new Refused({ type: '', title: '', status: 409, detail, instance: '', code: 'x', trace_id: '' }, undefined);
    }
    this.added.push(product);
  }

  async pause(): Promise<void> {
    // Nobody has to wait on paper.
  }
}

const REJECTED = { line: 4, invoice: '2', sku: 'MUG', reason: 'quantity is not an integer' };
const imported = async (shop: ImportShop, signal = new AbortController().signal) =>
  importCatalogue({ file: await fileOf(FILE), shop, signal, onProgress: () => undefined });

describe('an import', () => {
  it('adds what is missing, in the words of the file', async () => {
    const shop = new PaperShop();
    expect(await imported(shop)).toEqual({ added: 3, alreadyThere: 0, missing: 0, reported: [REJECTED] });
    expect(shop.added).toContainEqual({
      id: 'MUG',
      sku: 'MUG',
      name: 'Enamel mug',
      price: '4.50',
      category: 'Kitchen & table',
      kind: 'goods',
      stock: 4,
    });
  });

  it('leaves what is there its name and price', async () => {
    const shop = new PaperShop();
    const mug = { id: 'MUG', sku: 'MUG', name: 'Mug', category: 'Home', kind: 'goods', open_price: false };
    shop.there.set('MUG', { ...mug, price: { amount: '5.00' } });
    expect(await imported(shop)).toMatchObject({ added: 2, alreadyThere: 1 });
    expect(shop.added).toContainEqual({ ...mug, price: '5.00', stock: 4 });
  });

  it('reports every line of a product that the shop refuses, once', async () => {
    const shop = new PaperShop();
    shop.refuses = 'MUG';
    const reason = 'the shop did not take the product: Another product has the SKU.';
    expect(await imported(shop)).toEqual({
      added: 2,
      alreadyThere: 0,
      missing: 1,
      reported: [
        { line: 2, invoice: '1', sku: 'MUG', reason },
        REJECTED,
        { line: 6, invoice: '3', sku: 'MUG', reason },
      ],
    });
  });

  it('reports what it did not come to when it is stopped', async () => {
    const shop = new PaperShop();
    const { added, missing, reported } = await imported(shop, AbortSignal.abort());
    expect([added, missing, shop.added]).toEqual([0, 3, []]);
    expect(reported.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6]);
    expect(reported[1]?.reason).toBe('the import was stopped before it came to the product');
  });
});
