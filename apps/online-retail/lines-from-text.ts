import { COLUMNS, findColumns } from './columns.ts';
import { lineFromRow } from './line-from-row.ts';
import type { BrokenFile, RejectedLine, RetailFile, RetailLine } from './retail-line.ts';
import { splitRows } from './split-rows.ts';

export interface ReadFile extends RetailFile {
  readonly kind: 'read';
}

/** Reads the text of a file: each row below the header ends up among the lines or among the rejected ones. */
export function linesFromText(text: string): ReadFile | BrokenFile {
  const split = splitRows(text);
  if (split.kind === 'broken') return split;
  const [header, ...rows] = split.rows;
  if (header === undefined)
    return { kind: 'broken', line: 1, message: 'The file is empty: not even a header is there.' };
  const found = findColumns(header.fields);
  if (found.kind === 'missing') return { kind: 'broken', line: header.line, message: whatIsMissing(found.columns) };

  const lines: RetailLine[] = [];
  const rejected: RejectedLine[] = [];
  for (const row of rows) {
    const outcome = lineFromRow(row, found);
    if (outcome.kind === 'line') lines.push(outcome.line);
    else rejected.push(outcome.rejected);
  }
  return { kind: 'read', lines, rejected };
}

function whatIsMissing(columns: readonly string[]): string {
  const missing = columns.length === 1 ? `column ${columns[0]} is` : `columns ${columns.join(', ')} are`;
  return `The ${missing} missing from the header. A comma-separated file with the columns ${COLUMNS.join(', ')} is needed.`;
}
