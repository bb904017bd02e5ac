import type { RejectedLine, RetailFile, RetailLine } from './retail-line.ts';
import type { SkuEvidence } from './sku-evidence.ts';

// The catalogue and the replay both stand on this one judgement, so that a replayed invoice finds every SKU it names,
// and the stock it needs.

export interface SortedInvoice {
  readonly invoice: string;
  /** A clean invoice is a sale without a fault; a cancellation's number starts with C. */
  readonly kind: 'clean' | 'unclean' | 'cancellation';
  /** Its readable lines in file order, which for an unclean invoice include the faulty ones. */
  readonly lines: readonly RetailLine[];
  /** Its lines that cannot be sold, unreadable ones included, in file order. */
  readonly faults: readonly RejectedLine[];
}

/** Groups a file's lines by invoice, in order of the invoices' first lines, and judges each. */
export function sortInvoices(file: RetailFile, evidence: ReadonlyMap<string, SkuEvidence>): readonly SortedInvoice[] {
  const groups = new Map<string, { lines: RetailLine[]; unreadable: RejectedLine[] }>();
  const groupOf = (invoice: string) => {
    const group = groups.get(invoice) ?? { lines: [], unreadable: [] };
    groups.set(invoice, group);
    return group;
  };
  for (const line of file.lines) groupOf(line.invoice).lines.push(line);
  for (const rejected of file.rejected) groupOf(rejected.invoice).unreadable.push(rejected);

  return [...groups]
    .map(([invoice, group]) => judge(invoice, group.lines, group.unreadable, evidence))
    .sort((one, other) => firstLine(one) - firstLine(other));
}

function judge(
  invoice: string,
  lines: readonly RetailLine[],
  unreadable: readonly RejectedLine[],
  evidence: ReadonlyMap<string, SkuEvidence>,
): SortedInvoice {
  const isCancellation = invoice.startsWith('C');
  const faults = [...unreadable];
  for (const line of lines) {
    const reasons = isCancellation ? ['cancellation, not a sale'] : faultsOf(line, evidence.get(line.sku));
    if (reasons.length > 0) faults.push({ line: line.line, invoice, sku: line.sku, reason: reasons.join('; ') });
  }
  faults.sort((one, other) => one.line - other.line);
  if (isCancellation) return { invoice, kind: 'cancellation', lines, faults };
  return { invoice, kind: faults.length === 0 ? 'clean' : 'unclean', lines, faults };
}

function faultsOf(line: RetailLine, evidence: SkuEvidence | undefined): readonly string[] {
  const reasons: string[] = [];
  if (line.quantity < 1) reasons.push('quantity below 1');
  if (!evidence?.pricesMinor.length) reasons.push('the SKU has no positive price anywhere in the file');
  else if (line.unitPriceMinor <= 0) reasons.push('unit price is not above zero');
  if (!evidence?.names.length) reasons.push('the SKU has no description anywhere in the file');
  return reasons;
}

function firstLine({ lines, faults }: SortedInvoice): number {
  return Math.min(lines[0]?.line ?? Infinity, faults[0]?.line ?? Infinity);
}
