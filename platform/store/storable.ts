import { unreachable } from '../kernel/assert.ts';
import { isUuid } from '../kernel/ids.ts';
import type { Column, Key, Table } from './table.ts';

// What a column can hold. A value that PostgreSQL would refuse, or silently change, is refused where it is decided: so
// it fails its own command and not the batch that the command travels in, and it fails in memory just the same.

/** A value does not fit its column. The same write never succeeds. */
export class Unstorable extends Error {
  override readonly name = 'Unstorable';
}

const MAX_INT4 = 2 ** 31 - 1;
/** The one character that PostgreSQL's text cannot hold. */
const NUL = '\u0000';
/** Four digits are enough for every year: both sides write them alike. */
const MIN_INSTANT_MS = Date.parse('0001-01-01T00:00:00.000Z');
const MAX_INSTANT_MS = Date.parse('9999-12-31T23:59:59.999Z');

/**
 * Looks at each value that `before`, a row which was storable, does not hold as well.
 * @throws Unstorable when a column of the row cannot hold its value.
 */
export function requireStorable(table: Table, row: unknown, before?: unknown): void {
  const values = row as Record<string, unknown>;
  const held = before as Record<string, unknown> | undefined;
  for (const name in table.columns) {
    const column = table.columns[name] as Column;
    const value = values[name];
    if (held !== undefined && held[name] === value) continue;
    if (value === null && column.nullable) continue;
    if (!fits(column, value)) throw refusal(table, name, column, value);
  }
}

/** @throws Unstorable when no row can have this key. */
export function requireStorableKey({ table, parts }: Key): void {
  for (const [index, name] of table.keyColumns.entries()) {
    const column = table.columns[name] as Column;
    if (!fits(column, parts[index])) throw refusal(table, name, column, parts[index]);
  }
}

function fits({ sql }: Column, value: unknown): boolean {
  switch (sql) {
    case 'text':
      return isText(value);
    case 'uuid':
      return typeof value === 'string' && isUuid(value);
    case 'int4':
      return Number.isInteger(value) && Math.abs(value as number) <= MAX_INT4;
    case 'int8':
      return Number.isSafeInteger(value);
    case 'bool':
      return typeof value === 'boolean';
    case 'timestamptz':
      return Number.isInteger(value) && (value as number) >= MIN_INSTANT_MS && (value as number) <= MAX_INSTANT_MS;
    case 'jsonb':
      return value !== null && isJson(value);
    default:
      return unreachable(sql);
  }
}

/** Half of a surrogate pair has no UTF-8; the driver would send a replacement character in its place. */
function isText(value: unknown): boolean {
  return typeof value === 'string' && !value.includes(NUL) && value.isWellFormed();
}

/** Members without a value are left out, as JSON leaves them out. This runs for every row that is written. */
function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
      return isText(value);
    case 'number':
      return Number.isFinite(value);
    case 'boolean':
      return true;
    case 'object':
      return value === null || (Array.isArray(value) ? value.every(isJson) : hasJsonMembers(value as Members));
    default:
      return false;
  }
}

type Members = Readonly<Record<string, unknown>>;

function hasJsonMembers(value: Members): boolean {
  for (const name in value) {
    const member = value[name];
    if (member !== undefined && !(isMemberName(name) && isJson(member))) return false;
  }
  return true;
}

/** Names come from code and repeat: those that were found to be text are remembered, within a bound. */
const memberNames = new Set<string>();
const MOST_MEMBER_NAMES = 1_000;

function isMemberName(name: string): boolean {
  if (memberNames.has(name)) return true;
  if (!isText(name)) return false;
  if (memberNames.size < MOST_MEMBER_NAMES) memberNames.add(name);
  return true;
}

function refusal(table: Table, name: string, { sql }: Column, value: unknown): Unstorable {
  const shown = typeof value === 'object' && value !== null ? 'a value' : JSON.stringify(value)?.slice(0, 80);
  return new Unstorable(`${table.name}.${name} is ${sql} and cannot hold ${shown ?? 'undefined'}`);
}
