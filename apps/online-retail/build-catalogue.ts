import { mostFrequent } from './most-frequent.ts';
import { RETAIL_CURRENCY, type RejectedLine, type RetailFile } from './retail-line.ts';
import { gatherEvidence } from './sku-evidence.ts';
import { type SortedInvoice, sortInvoices } from './sort-invoices.ts';

/** Postage, fees and corrections: sold, but not from a shelf. */
const SERVICE_CODES: ReadonlySet<string> = new Set(['POST', 'DOT', 'M', 'D', 'C2', 'BANK CHARGES']);

export interface RetailProduct {
  readonly sku: string;
  readonly name: string;
  readonly priceMinor: number;
  readonly currency: typeof RETAIL_CURRENCY;
  readonly kind: 'goods' | 'service';
  /** Units to put on the shelf; 0 for services, which have none. */
  readonly stock: number;
}

export interface RetailCatalogue {
  /** In order of the SKUs' first lines. */
  readonly products: readonly RetailProduct[];
  /** In file order. */
  readonly rejected: readonly RejectedLine[];
}

/**
 * Makes a catalogue that can serve the file's own clean invoices: the stock of a SKU is what they sold of it. Price
 * and name are the most frequent ones; of equally frequent ones, the one that the file has first. Every line is
 * rejected or has its SKU among the products.
 */
export function buildCatalogue(file: RetailFile): RetailCatalogue {
  const evidence = gatherEvidence(file.lines);
  const invoices = sortInvoices(file, evidence);
  const unitsSold = countUnits(invoices.filter(({ kind }) => kind === 'clean'));

  const products: RetailProduct[] = [];
  for (const [sku, { pricesMinor, names }] of evidence) {
    const priceMinor = mostFrequent(pricesMinor);
    const name = mostFrequent(names);
    // Such a SKU has no line left to be dropped here: all are rejected.
    if (priceMinor === undefined || name === undefined) continue;
    const kind = SERVICE_CODES.has(sku.toUpperCase()) ? 'service' : 'goods';
    const stock = kind === 'goods' ? (unitsSold.get(sku) ?? 0) : 0;
    products.push({ sku, name, priceMinor, currency: RETAIL_CURRENCY, kind, stock });
  }

  const rejected = invoices.flatMap(({ faults }) => faults).sort((one, other) => one.line - other.line);
  return { products, rejected };
}

function countUnits(invoices: readonly SortedInvoice[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { lines } of invoices) {
    for (const { sku, quantity } of lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  }
  return units;
}
