import type { Column } from './table.ts';

// PostgreSQL array literals, written here because the driver's own take most of a large batch's processor time.

const NEEDS_ESCAPE = /["\\]/g;

/** One column of many rows as an array literal: `{"a","b",NULL}`. */
export function arrayLiteral(column: Column, values: readonly unknown[]): string {
  let literal = '{';
  for (let index = 0; index < values.length; index++) {
    if (index > 0) literal += ',';
    literal += element(column, values[index]);
  }
  return `${literal}}`;
}

function element(column: Column, value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  switch (column.sql) {
    case 'int4':
    case 'int8':
    case 'bool':
      return String(value);
    case 'timestamptz':
      return `"${new Date(value as number).toISOString()}"`;
    case 'jsonb':
      return quoted(JSON.stringify(value));
    case 'text':
    case 'uuid': // Quoted like any text from outside: a comma in it must not become a second element.
      return quoted(value as string);
  }
}

function quoted(text: string): string {
  return `"${text.replace(NEEDS_ESCAPE, '\\$&')}"`;
}
