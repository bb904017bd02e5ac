import { csvText } from './csv-text.ts';
import type { RejectedLine } from './retail-line.ts';

/** Lines that nothing was made of, as CSV. */
export function rejectsReport(rejected: readonly RejectedLine[]): string {
  const rows = rejected.map(({ line, invoice, sku, reason }) => [String(line), invoice, sku, reason]);
  return csvText([['line', 'invoice', 'sku', 'reason'], ...rows]);
}
