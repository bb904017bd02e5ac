import { stringify } from 'csv-stringify/sync';
import type { RejectedLine } from './retail-line.ts';

/** Lines that nothing was made of, as CSV (RFC 4180). */
export function rejectsReport(rejected: readonly RejectedLine[]): string {
  const rows = rejected.map(({ line, invoice, sku, reason }) => [line, invoice, sku, reason]);
  return stringify([['line', 'invoice', 'sku', 'reason'], ...rows], { record_delimiter: 'windows' });
}
