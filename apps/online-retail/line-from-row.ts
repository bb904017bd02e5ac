import type { FoundColumns } from './columns.ts';
import { readPrice } from './read-price.ts';
import type { RejectedLine, RetailLine } from './retail-line.ts';
import type { Row } from './split-rows.ts';

type Outcome =
  | { readonly kind: 'line'; readonly line: RetailLine }
  | { readonly kind: 'rejected'; readonly rejected: RejectedLine };

/** Reads one row, or says everything that keeps it from being read. */
export function lineFromRow({ line, fields }: Row, columns: FoundColumns): Outcome {
  const invoice = columns.field(fields, 'InvoiceNo');
  const sku = columns.field(fields, 'StockCode');
  const reject = (reasons: readonly string[]): Outcome => ({
    kind: 'rejected',
    rejected: { line, invoice, sku, reason: reasons.join('; ') },
  });
  // With a field too many or too few nobody knows which value is which.
  if (fields.length !== columns.width) {
    return reject([`the line has ${fields.length} fields where the header has ${columns.width}`]);
  }

  const reasons: string[] = [];
  if (invoice === '') reasons.push('no invoice number');
  if (sku === '') reasons.push('no stock code');
  const quantity = readQuantity(columns.field(fields, 'Quantity'));
  if (quantity === undefined) reasons.push('quantity is not an integer');
  const price = readPrice(columns.field(fields, 'UnitPrice'));
  if (price.kind === 'refused') reasons.push(price.reason);
  if (quantity === undefined || price.kind === 'refused' || reasons.length > 0) return reject(reasons);

  return {
    kind: 'line',
    line: {
      line,
      invoice,
      sku,
      description: columns.field(fields, 'Description'),
      quantity,
      unitPriceMinor: price.amountMinor,
      at: columns.field(fields, 'InvoiceDate'),
      customerId: columns.field(fields, 'CustomerID') || null,
      country: columns.field(fields, 'Country'),
    },
  };
}

function readQuantity(text: string): number | undefined {
  const quantity = /^-?\d+$/.test(text) ? Number(text) : undefined;
  // Adding zero turns -0 into 0, which a report would print as "-0".
  return Number.isSafeInteger(quantity) && quantity !== undefined ? quantity + 0 : undefined;
}
