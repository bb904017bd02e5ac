import { writeFile } from 'node:fs/promises';
import { CommandFailed, EXIT_USAGE } from '../command-failed.ts';
import type { RejectedLine } from '../online-retail/retail-line.ts';

/** Lines that nothing was made of, as CSV. */
export function rejectsReport(rejected: readonly RejectedLine[]): string {
  const rows = rejected.map(({ line, invoice, sku, reason }) => [String(line), invoice, sku, reason]);
  return [['line', 'invoice', 'sku', 'reason'], ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

export async function writeRejects(path: string, rejected: readonly RejectedLine[]): Promise<void> {
  await writeFile(path, rejectsReport(rejected)).catch((error: Error) => {
    throw new CommandFailed(`The report of rejected lines could not be written: ${error.message}`, EXIT_USAGE);
  });
}

/** RFC 4180. */
function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
