import { buildCatalogue, type RetailProduct } from '../../online-retail/build-catalogue.ts';
import { linesFromBytes } from '../../online-retail/lines-from-bytes.ts';
import type { RejectedLine, RetailLine } from '../../online-retail/retail-line.ts';

/** What a file says, before anything is done with it. Every line is behind a product or among the rejected ones. */
export interface CatalogueFile {
  readonly kind: 'read';
  readonly name: string;
  readonly lines: readonly RetailLine[];
  readonly lineCount: number;
  readonly products: readonly RetailProduct[];
  readonly rejected: readonly RejectedLine[];
  /** Sound lines beside a rejected one of their invoice: they tell a name and a price, and put nothing on the shelf. */
  readonly uncounted: readonly RejectedLine[];
}

export interface RefusedFile {
  readonly kind: 'refused';
  /** Why, as a sentence. */
  readonly message: string;
}

/** A page holds the file and what is made of it in memory, and cannot be used while it reads it. */
export const MOST_BYTES = 16 * 1024 * 1024;

/** As far as it is needed of a file that a browser has been given. */
interface ChosenFile {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

export async function readCatalogueFile(chosen: ChosenFile): Promise<CatalogueFile | RefusedFile> {
  const { name, size } = chosen;
  if (size > MOST_BYTES) {
    const message = `${name} has ${inMegabytes(size)}. This page reads up to ${inMegabytes(MOST_BYTES)}; holdfast import reads any size.`;
    return { kind: 'refused', message };
  }
  const file = linesFromBytes(new Uint8Array(await chosen.arrayBuffer()));
  if (file.kind === 'broken') {
    return { kind: 'refused', message: file.line === null ? file.message : `Line ${file.line}: ${file.message}` };
  }
  const { products, rejected } = buildCatalogue(file);
  const lineCount = file.lines.length + file.rejected.length;
  if (lineCount === 0) return { kind: 'refused', message: `${name} has a header and no line below it.` };
  const uncounted = uncountedLines(file.lines, rejected);
  return { kind: 'read', name, lines: file.lines, lineCount, products, rejected, uncounted };
}

const UNCOUNTED = 'sound, but its units are not put on the shelf: another line of its invoice is rejected';

function uncountedLines(lines: readonly RetailLine[], rejected: readonly RejectedLine[]): RejectedLine[] {
  const told = new Set(rejected.map(({ line }) => line));
  const unclean = new Set(rejected.map(({ invoice }) => invoice));
  return lines
    .filter(({ line, invoice }) => unclean.has(invoice) && !told.has(line))
    .map(({ line, invoice, sku }) => ({ line, invoice, sku, reason: UNCOUNTED }));
}

function inMegabytes(bytes: number): string {
  return `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MiB`;
}
