import { describe, expect, it } from 'vitest';
import { MOST_BYTES, readCatalogueFile } from './catalogue-file.ts';

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

function chosen(text: string, name = 'stock.csv') {
  const bytes = new TextEncoder().encode(text);
  return { name, size: bytes.length, arrayBuffer: async () => bytes.buffer };
}

const read = (...lines: string[]) => readCatalogueFile(chosen([HEADER, ...lines].join('\n')));

describe('a file of the catalogue', () => {
  it('is told line by line: behind a product, or rejected with its reason', async () => {
    const file = await read(
      '1,MUG,Enamel mug,3,2026-11-01 10:00,4.50,7,France',
      '2,MUG,Enamel mug,many,2026-11-01 10:00,4.50,7,France',
      '3,MUG,Enamel mug,2,2026-11-01 10:00',
    );
    expect(file).toMatchObject({
      kind: 'read',
      lineCount: 3,
      products: [{ sku: 'MUG', stock: 3, priceMinor: 450 }],
      rejected: [
        { line: 3, sku: 'MUG', reason: 'quantity is not an integer' },
        { line: 4, sku: 'MUG', reason: 'the line has 5 fields where the header has 8' },
      ],
    });
  });

  it('says which sound lines put nothing on the shelf: those beside a rejected one of their invoice', async () => {
    const file = await read(
      '1,MUG,Enamel mug,3,2026-11-01 10:00,4.50,7,France',
      '1,CUP,Tea cup,many,2026-11-01 10:00,2.50,7,France',
      '2,CUP,Tea cup,5,2026-11-01 10:00,2.50,7,France',
    );
    expect(file).toMatchObject({
      products: [
        { sku: 'MUG', stock: 0 },
        { sku: 'CUP', stock: 5 },
      ],
      uncounted: [{ line: 2, sku: 'MUG', reason: expect.stringMatching(/^sound, but/) }],
    });
  });

  it.each([
    ['no CSV at all', 'PK\u0003\u0004\u0000\u0000', /^The file is no CSV/],
    ['another table', 'name;colour\nmug;white', /^Line 1: The columns InvoiceNo, .* are missing from the header/],
    ['a broken quotation', `${HEADER}\n1,"MUG,Enamel mug`, /^Line 2: A quotation mark opens a field/],
    ['a header alone', HEADER, /^stock\.csv has a header and no line below it/],
    ['nothing', '', /^Line 1: The file is empty/],
  ])('that is %s is refused, and says why', async (_case, text, message) => {
    expect(await readCatalogueFile(chosen(text))).toEqual({
      kind: 'refused',
      message: expect.stringMatching(message),
    });
  });

  it('that is too large is refused before it is read', async () => {
    const large = {
      name: 'all.csv',
      size: MOST_BYTES + 1,
      arrayBuffer: () => Promise.reject(new Error('it was read')),
    };
    expect(await readCatalogueFile(large)).toEqual({
      kind: 'refused',
      message: 'all.csv has 16.1 MiB. This page reads up to 16 MiB; holdfast import reads any size.',
    });
  });
});
