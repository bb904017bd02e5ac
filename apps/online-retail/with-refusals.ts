import type { RejectedLine, RetailLine } from './retail-line.ts';

export interface ReportedFile {
  readonly lines: readonly RetailLine[];
  readonly rejected: readonly RejectedLine[];
  /** Lines of which less is counted than they say, where that is to be told too. */
  readonly uncounted?: readonly RejectedLine[];
}

/**
 * In file order: every line of which less came than it says. The lines of a product that the shop did not take have the
 * reason by its SKU. A line that was rejected keeps the reason it has.
 */
export function withRefusals(
  { lines, rejected, uncounted = [] }: ReportedFile,
  reasons: ReadonlyMap<string, string> = new Map(),
): readonly RejectedLine[] {
  const reported = new Map(uncounted.map((each) => [each.line, each]));
  for (const { line, invoice, sku } of lines) {
    const reason = reasons.get(sku);
    if (reason !== undefined) reported.set(line, { line, invoice, sku, reason });
  }
  for (const each of rejected) reported.set(each.line, each);
  return [...reported.values()].sort((one, other) => one.line - other.line);
}
