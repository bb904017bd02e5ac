import { assert } from '../kernel/assert.ts';

// Keyed tables: declared once with key and columns, loaded by a set of keys, saved as a set of changed rows. Commands
// need nothing else of a database, so the same command runs on PostgreSQL and in memory.

/** A column's SQL type and, in `Value`, what it holds in TypeScript. */
export interface Column<Value = unknown> {
  readonly sql: 'text' | 'uuid' | 'int4' | 'int8' | 'bool' | 'timestamptz' | 'jsonb';
  readonly nullable: boolean;
  readonly value?: Value;
}

function column<Value>(sql: Column['sql']): Column<Value> {
  return { sql, nullable: false };
}

export const text = column<string>('text');
export const uuid = column<string>('uuid');
/** 32-bit integer. */
export const integer = column<number>('int4');
/** 64-bit integer, held as a safe JavaScript integer: quantities and minor units. */
export const bigint = column<number>('int8');
export const boolean = column<boolean>('bool');
/** A point in time: milliseconds since the Unix epoch here, `timestamptz` in the database. */
export const instant = column<number>('timestamptz');
/** Any JSON value of the given type. */
export function json<Value>(): Column<Value> {
  return column<Value>('jsonb');
}
export function nullable<Value>(of: Column<Value>): Column<Value | null> {
  return { sql: of.sql, nullable: true };
}

type Columns = Readonly<Record<string, Column>>;
type Values<C extends Columns> = { readonly [Name in keyof C]: C[Name] extends Column<infer Value> ? Value : never };
type Parts<C extends Columns> = Values<C>[keyof C][];

/** Names one row. `id` is unique within its table. */
export interface Key<Row = unknown> {
  readonly table: Table<Row>;
  readonly id: string;
  readonly parts: readonly unknown[];
}

/** What a decision changes. Applied to the batch's rows at once, to the database with the batch. */
export type Change =
  | { readonly change: 'put'; readonly table: Table; readonly id: string; readonly row: unknown }
  | { readonly change: 'remove'; readonly table: Table; readonly id: string; readonly key: Key }
  | { readonly change: 'append'; readonly table: Table; readonly row: unknown };

export interface Table<Row = unknown> {
  /** Name within its schema, in snake_case. */
  readonly name: string;
  /** Append-only tables are ledgers and logs: rows have no version and are never changed. */
  readonly appendOnly: boolean;
  /** Batches load its rows without locking them: they are seldom written, and a write that comes second conflicts. */
  readonly readMostly: boolean;
  /**
   * One process creates a row and changes it a few times soon after: batches take what was just inserted from memory, and
   * take for absent what a creation is about to insert. Both are proven by the transaction itself.
   */
  readonly passing: boolean;
  /** An append-only table whose rows decisions read: batches load them without a lock, and see what they append. */
  readonly readBack: boolean;
  readonly keyColumns: readonly string[];
  /** Every column, key columns first, by its TypeScript name. */
  readonly columns: Readonly<Record<string, Column>>;
  readonly row?: Row;
  keyOf(row: unknown): Key<Row>;
}

export interface KeyedTable<Row, KeyParts extends unknown[]> extends Table<Row> {
  key(...parts: KeyParts): Key<Row>;
  /** Inserts the row, or replaces the one with its key. */
  put(row: Row): Change;
  remove(...parts: KeyParts): Change;
}

export interface AppendOnlyTable<Row, KeyParts extends unknown[] = unknown[]> extends Table<Row> {
  key(...parts: KeyParts): Key<Row>;
  append(row: Row): Change;
}

/** Whether batches lock what they load. Rows that are never changed need no lock, and those that seldom are conflict. */
export function isLocked({ readMostly, appendOnly }: Table): boolean {
  return !readMostly && !appendOnly;
}

/** The row type of a table. */
export type RowOf<T> = T extends Table<infer Row> ? Row : never;

const SEPARATOR = '\u0000';

/** The key in a table that has one column more in front of its key. */
export function keyBehind<Row>(of: Table<Row>, first: number, { id, parts }: Key): Key<Row> {
  return { table: of, id: `${first}${SEPARATOR}${id}`, parts: [first, ...parts] };
}

/** Declares a table with one row per key, versioned by the store. */
export function table<K extends Columns, C extends Columns>(
  name: string,
  shape: { readonly key: K; readonly columns: C; readonly readMostly?: boolean; readonly passing?: boolean },
): KeyedTable<Values<K> & Values<C>, Parts<K>> {
  type Row = Values<K> & Values<C>;
  const base = describe<Row>(name, shape, false);
  const declared: KeyedTable<Row, Parts<K>> = Object.assign(base, {
    key: (...parts: unknown[]) => keyOfParts<Row>(declared, parts),
    put: (row: Row): Change => ({ change: 'put', table: declared, id: declared.keyOf(row).id, row }),
    remove: (...parts: unknown[]): Change => {
      const key = keyOfParts<Row>(declared, parts);
      return { change: 'remove', table: declared, id: key.id, key };
    },
  });
  return declared;
}

/** Declares an append-only table: a row is written once; a second row with its key is a conflict. */
export function ledger<K extends Columns, C extends Columns>(
  name: string,
  shape: { readonly key: K; readonly columns: C; readonly readBack?: boolean },
): AppendOnlyTable<Values<K> & Values<C>, Parts<K>> {
  type Row = Values<K> & Values<C>;
  const base = describe<Row>(name, shape, true);
  const declared: AppendOnlyTable<Row, Parts<K>> = Object.assign(base, {
    key: (...parts: unknown[]) => keyOfParts<Row>(declared, parts),
    append: (row: Row): Change => ({ change: 'append', table: declared, row }),
  });
  return declared;
}

function describe<Row>(
  name: string,
  shape: { key: Columns; columns: Columns; readMostly?: boolean; passing?: boolean; readBack?: boolean },
  appendOnly: boolean,
): Table<Row> {
  const keyColumns = Object.keys(shape.key);
  assert(keyColumns.length > 0, `table ${name} has no key`);
  const described: Table<Row> = {
    name,
    appendOnly,
    readMostly: shape.readMostly ?? false,
    passing: shape.passing ?? false,
    readBack: shape.readBack ?? false,
    keyColumns,
    columns: { ...shape.key, ...shape.columns },
    keyOf: (row) =>
      keyOfParts(
        described,
        keyColumns.map((column) => (row as Record<string, unknown>)[column]),
      ),
  };
  return described;
}

function keyOfParts<Row>(of: Table<Row>, parts: readonly unknown[]): Key<Row> {
  return { table: of, id: parts.length === 1 ? String(parts[0]) : parts.join(SEPARATOR), parts };
}
