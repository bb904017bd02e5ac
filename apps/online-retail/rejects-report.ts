import type { RejectedLine } from './retail-line.ts';

/** Lines that nothing was made of, as CSV. */
export function rejectsReport(rejected: readonly RejectedLine[]): string {
  const rows = rejected.map(({ line, invoice, sku, reason }) => [String(line), invoice, sku, reason]);
  return [['line', 'invoice', 'sku', 'reason'], ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** RFC 4180. */
function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
