import { CsvError, parse } from 'csv-parse/sync';

import type { BrokenFile } from './retail-line.ts';

/** The fields of one row and the line on which it starts, from 1. */
export interface Row {
  readonly line: number;
  readonly fields: readonly string[];
}

interface Rows {
  readonly kind: 'rows';
  readonly rows: readonly Row[];
}

/**
 * Splits CSV into rows, the header among them. Blank lines are passed over and rows of any width are let through, for
 * a row can be rejected alone; a misplaced quotation mark breaks the file, because what follows it is guesswork.
 */
export function splitRows(text: string): Rows | BrokenFile {
  const rows: Row[] = [];
  try {
    // One kind of line end, because the parser counts CR LF within quotation marks as two lines.
    parse(text.replace(/\r\n?/g, '\n'), {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      relax_column_count: true,
      record_delimiter: '\n',
      on_record: (fields: string[], { lines }) => {
        rows.push({ line: lines - lineEndsWithin(fields), fields });
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) return broken(error, rows.at(-1));
    throw error;
  }
  return { kind: 'rows', rows };
}

// The parser tells the line on which a row ends.
function lineEndsWithin(fields: readonly string[]): number {
  return fields.reduce((count, field) => count + field.split('\n').length - 1, 0);
}

// The parser's own messages quote the field, which may be anything and any length.
const WHAT_IS_WRONG: Readonly<Record<string, string>> = {
  INVALID_OPENING_QUOTE: 'A quotation mark stands within a field that does not begin with one.',
  CSV_INVALID_CLOSING_QUOTE:
    'A quoted field is closed and goes on; a quotation mark inside it has to be written twice.',
  CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE:
    'A quoted field is closed and goes on; a quotation mark inside it has to be written twice.',
};

function broken(error: CsvError, lastRow: Row | undefined): BrokenFile {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    // The parser only notices at the end of the file; the row after the last good one is where a person has to look.
    const line = lastRow === undefined ? 1 : lastRow.line + lineEndsWithin(lastRow.fields) + 1;
    return { kind: 'broken', line, message: 'A quotation mark opens a field here and is never closed.' };
  }
  const line = typeof error.lines === 'number' ? error.lines : null;
  return { kind: 'broken', line, message: WHAT_IS_WRONG[error.code] ?? `The line is no valid CSV (${error.code}).` };
}
