import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { COLUMNS } from './columns.ts';
import { linesFromText } from './lines-from-text.ts';
import { fileOf } from './testing/file-of.ts';

const HEADER = COLUMNS.join(',');
const MUG = '1,MUG,A MUG,6,2010-12-01T08:26,2.55,17850,France';

describe('reading lines', () => {
  it('reads a line as it stands', () => {
    expect(fileOf(MUG)).toEqual({
      kind: 'read',
      lines: [
        {
          line: 2,
          invoice: '1',
          sku: 'MUG',
          description: 'A MUG',
          quantity: 6,
          unitPriceMinor: 255,
          at: '2010-12-01T08:26',
          customerId: '17850',
          country: 'France',
        },
      ],
      rejected: [],
    });
  });

  it('knows a guest by the missing number', () =>
    expect(fileOf('1,MUG,A MUG,6,2010-12-01T08:26,2.55,,France').lines[0]?.customerId).toBeNull());

  it('finds columns by name, among others and in any order', () => {
    const shuffled = 'Country,Note,UnitPrice,CustomerID,InvoiceDate,Quantity,Description,StockCode,InvoiceNo';
    const file = linesFromText(`${shuffled}\nFrance,hello,2.55,17850,2010-12-01T08:26,6,A MUG,MUG,1`);
    expect(file).toEqual(fileOf(MUG));
  });

  it.each(['\n', '\r\n', '\r'])('counts lines past blank ones and line ends within quotation marks (%j)', (lineEnd) => {
    const rows = [`\uFEFF${HEADER}`, '', MUG, `1,MUG,"A${lineEnd}MUG",1,,1,,`, MUG, ''];
    const file = linesFromText(rows.join(lineEnd));
    expect(file.kind === 'read' && file.lines.map(({ line }) => line)).toEqual([3, 4, 6]);
  });

  it.each([
    ['1,MUG,A MUG,six,,2.55,,', 'quantity is not an integer'],
    ['1,MUG,A MUG,1.5,,2.55,,', 'quantity is not an integer'],
    ['1,MUG,A MUG,9007199254740993,,2.55,,', 'quantity is not an integer'],
    ['1,MUG,A MUG,,,free,,', 'quantity is not an integer; price is not a decimal number'],
    ['1,MUG,A MUG,1,,0.001,,', 'price has more decimals than GBP'],
    [',,A MUG,1,,1,,', 'no invoice number; no stock code'],
    ['1,MUG,A MUG', 'the line has 3 fields where the header has 8'],
    ['1,MUG,A MUG,1,,2,55,,', 'the line has 9 fields where the header has 8'],
  ])('rejects %s: %s', (row, reason) => {
    const { lines, rejected } = fileOf(row, MUG);
    expect(rejected).toMatchObject([{ line: 2, reason }]);
    expect(lines).toHaveLength(1);
  });

  it('takes a header alone for a file without lines', () =>
    expect(linesFromText(HEADER)).toEqual({ kind: 'read', lines: [], rejected: [] }));
});

describe('a broken file', () => {
  it.each([
    ['is empty', '', 1, /empty/],
    ['lacks a column', HEADER.replace('UnitPrice,', ''), 1, /column UnitPrice is missing/],
    ['lacks columns', 'sku,price', 1, /columns InvoiceNo, .* are missing/],
    ['has a quotation mark in a bare field', `${HEADER}\n${MUG}\n1,MU"G,,1,,1,,`, 3, /within a field/],
    ['goes on after a quoted field', `${HEADER}\n1,"MUG"S,,1,,1,,`, 2, /closed and goes on/],
    ['goes on after a quoted field and a blank', `${HEADER}\n1,"MUG" S,,1,,1,,`, 2, /closed and goes on/],
    ['never closes a quotation mark', `${HEADER}\n${MUG}\n1,"MUG,,1\n${MUG}\n${MUG}\n`, 3, /never closed/],
    ['never closes the first quotation mark', `"${HEADER}\n${MUG}\n`, 1, /never closed/],
  ])('%s', (_, text, line, message) => {
    expect(linesFromText(text)).toEqual({ kind: 'broken', line, message: expect.stringMatching(message) });
  });
});

describe('whatever a file holds', () => {
  it('is answered, not thrown at', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a') }),
    );
    fc.assert(fc.property(text, (garbage) => ['read', 'broken'].includes(linesFromText(garbage).kind)));
    fc.assert(fc.property(text, (garbage) => ['read', 'broken'].includes(linesFromText(`${HEADER}\n${garbage}`).kind)));
  });

  it('has every row among the lines or the rejected ones', () => {
    const row = fc.array(fc.constantFrom('', '1', 'x', '-2.5', '0.001'), { minLength: 2, maxLength: 10 });
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const { lines, rejected } = fileOf(...rows.map((fields) => fields.join(',')));
        const numbers = [...lines, ...rejected].map(({ line }) => line).sort((one, other) => one - other);
        expect(numbers).toEqual(rows.map((_, index) => index + 2));
      }),
    );
  });
});
