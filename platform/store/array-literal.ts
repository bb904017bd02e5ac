import type { Column } from './table.ts';

// PostgreSQL array literals, written here because the driver's own take most of a large batch's processor time.

const NEEDS_ESCAPE = /["\\]/;
const EVERY_ESCAPE = /["\\]/g;

/** One column of many rows as an array literal: `{"a","b",NULL}`. Instants are written as their milliseconds. */
export function arrayLiteral(column: Column, values: readonly unknown[]): string {
  switch (column.sql) {
    case 'text':
    case 'uuid': // Quoted like any text from outside: a comma in it must not become a second element.
      return textArray(values);
    case 'jsonb':
      return textArray(values.map((value) => (value === null ? null : JSON.stringify(value))));
    default:
      return plainArray(values);
  }
}

/** One column of a batch's rows as its parameter: a JSON column is a document a line, any other an array literal. */
export function columnParameter(column: Column, name: string, rows: readonly unknown[]): string {
  const values = rows.map((row) => (row as Readonly<Record<string, unknown>>)[name]);
  return column.sql === 'jsonb' ? documentLines(values) : arrayLiteral(column, values);
}

/**
 * Documents as the lines of one text, for `string_to_array`: none of their quotes has to be escaped. A line break within a
 * document is written as an escape: whatever is in it, a document is one line.
 */
export function documentLines(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join('\n');
}

/** Joined in one go where every element is as it is: pieces put together one by one are garbage, and most of a batch's. */
function textArray(values: readonly unknown[]): string {
  if (values.length === 0) return '{}';
  return values.every(isAsItIs) ? `{"${values.join('","')}"}` : `{${values.map(quoted).join()}}`;
}

/** Numbers and truth values need no quotes. */
function plainArray(values: readonly unknown[]): string {
  return values.every(isThere) ? `{${values.join()}}` : `{${values.map((value) => value ?? 'NULL').join()}}`;
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function isAsItIs(text: unknown): boolean {
  return isThere(text) && !NEEDS_ESCAPE.test(text as string);
}

function quoted(text: unknown): string {
  return isThere(text) ? `"${(text as string).replace(EVERY_ESCAPE, '\\$&')}"` : 'NULL';
}
