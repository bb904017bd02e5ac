import type { RejectedLine, RetailLine } from './retail-line.ts';

/**
 * In file order: the rejected lines of a file, and each line of a product that the shop did not take, with the reason
 * by its SKU. A line that was rejected already keeps the reason it has.
 */
export function withRefusals(
  lines: readonly RetailLine[],
  rejected: readonly RejectedLine[],
  reasons: ReadonlyMap<string, string>,
): readonly RejectedLine[] {
  const reported = new Map<number, RejectedLine>();
  for (const { line, invoice, sku } of lines) {
    const reason = reasons.get(sku);
    if (reason !== undefined) reported.set(line, { line, invoice, sku, reason });
  }
  for (const each of rejected) reported.set(each.line, each);
  return [...reported.values()].sort((one, other) => one.line - other.line);
}
