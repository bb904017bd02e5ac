import { describe, expect, it } from 'vitest';
import { arrayLiteral, columnParameter } from './array-literal.ts';
import type { Column } from './table.ts';

const column = (sql: Column['sql']): Column => ({ sql, nullable: true });

describe('an array literal', () => {
  it.each([
    { what: 'nothing', sql: 'text', values: [], literal: '{}' },
    { what: 'texts', sql: 'text', values: ['one', '', 'NULL', 'a,b', '{}'], literal: '{"one","","NULL","a,b","{}"}' },
    { what: 'texts, one of them missing', sql: 'text', values: ['one', null, undefined], literal: '{"one",NULL,NULL}' },
    { what: 'quotes and backslashes', sql: 'text', values: ['a"b', '\\', 'c'], literal: '{"a\\"b","\\\\","c"}' },
    { what: 'numbers', sql: 'int4', values: [1, 0, -2], literal: '{1,0,-2}' },
    { what: 'numbers, one of them missing', sql: 'int8', values: [1, null], literal: '{1,NULL}' },
    { what: 'truth values', sql: 'bool', values: [true, false], literal: '{true,false}' },
    { what: 'documents', sql: 'jsonb', values: [{ a: 1 }, null], literal: '{"{\\"a\\":1}",NULL}' },
  ] as const)('of $what', ({ sql, values, literal }) => {
    expect(arrayLiteral(column(sql), values)).toBe(literal);
  });

  it('is a line for each document of a column of documents, whatever is in it', () => {
    const rows = [{ data: { a: '1\n2' } }, { data: null }, { data: [] }];
    expect(columnParameter(column('jsonb'), 'data', rows)).toBe('{"a":"1\\n2"}\nnull\n[]');
  });
});
