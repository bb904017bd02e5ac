import { present } from '../kernel/assert.ts';
import type { Filter, FindOptions } from './store.ts';
import type { Column, Table } from './table.ts';

// The SQL of a keyed table, made once per table: one statement loads, one inserts, one updates, one deletes a whole
// batch, each taking one array per column. A JSON column's documents travel as the lines of one text, because escaping every
// document into an array literal costs client and server more than both do otherwise
// (docs/decisions/0009-how-rows-travel.md).

export interface TableSql {
  readonly names: readonly string[];
  readonly columns: Readonly<Record<string, Column>>;
  readonly keyColumns: readonly Column[];
  /** Every row of the table. */
  readonly select: string;
  /** One array per key column. */
  readonly load: string;
  readonly loadLocked: string;
  /** One array per column, then the versions. */
  readonly insert: string;
  /** One array per column. */
  readonly append: string;
  /** One row: one parameter per column. A long text need not be escaped into an array and out of it. */
  readonly appendOne: string;
  /** Rows after a position with their positions and the snapshot that saw them: the position, and how many. */
  readonly tail: string;
  /**
   * Updates the named columns. One array per key column and then per named column, the versions, the versions that are
   * expected, and how many.
   */
  update(changed: readonly string[]): string;
  /** One array per key column, then the versions that are expected, and how many. */
  readonly remove: string;
}

export function tableSql(schema: string, table: Table): TableSql {
  const names = Object.keys(table.columns);
  const keyColumns = table.keyColumns.map((name) => present(table.columns[name], name));
  const target = `${schema}.${table.name}`;
  const keys = table.keyColumns.map(quoted);
  const fields = Object.entries(table.columns).map(([name, column]) => ({ name, column, quotedName: quoted(name) }));
  const version = table.appendOnly ? '1' : 't.version';
  const select = `select ${fields.map(({ column, quotedName }) => read(quotedName, column)).join(', ')}, ${version} from ${target} t`;
  const keyArrays = keyColumns.map((column, index) => `$${index + 1}::${column.sql}[]`).join(', ');
  const keyList = keys.join(', ');
  const load =
    keys.length === 1
      ? `${select} where t.${keyList} = any(${keyArrays})`
      : `${select} join unnest(${keyArrays}) u (${keyList}) using (${keyList})`;
  const keyOrder = (source: string): string => `order by ${keys.map((key) => `${source}.${key}`).join(', ')}`;
  const list = fields.map(({ quotedName }) => quotedName).join(', ');
  const values = fields.map(valueFrom).join(', ');
  const join = keys.map((key) => `t.${key} = u.${key}`).join(' and ');
  return {
    names,
    columns: table.columns,
    keyColumns,
    select,
    load,
    loadLocked: `${load} ${keyOrder('t')} for update of t`,
    // In key order, like the locks: two transactions that insert the same keys queue on the first of them. In another
    // order each would wait for the other.
    insert:
      `insert into ${target} (${list}, version) select ${values}, u.version ` +
      `from unnest(${arraysOf(fields)}, $${fields.length + 1}::int4[]) u (${list}, version) ${keyOrder('u')}`,
    // The transaction has its number before its rows have theirs: see log-gaps.ts.
    append:
      `insert into ${target} (${list}) select ${values} from unnest(${arraysOf(fields)}) u (${list}) ` +
      `where pg_current_xact_id() is not null ${keyOrder('u')}`,
    appendOne:
      `insert into ${target} (${list}) select ` +
      `${fields.map(({ column }, index) => received(`$${index + 1}::${plainType(column)}`, column)).join(', ')} ` +
      'where pg_current_xact_id() is not null',
    tail:
      `${select.replace(` from ${target} t`, `, t.position, pg_snapshot_xmin(s)::text, pg_snapshot_xmax(s)::text from ${target} t`)}, ` +
      'pg_current_snapshot() s where t.position > $1::int8 order by t.position limit $2::int8',
    // Dividing by a truth value fails the statement, and with it the transaction, when not every row was changed:
    // the check needs no second round trip. The store reports division_by_zero as a conflict.
    update: (changed) => {
      const isKey = ({ name }: Field): boolean => table.keyColumns.includes(name);
      const sent = fields.filter((field) => isKey(field) || changed.includes(field.name));
      const assignments = sent
        .filter((field) => !isKey(field))
        .map((field) => `${field.quotedName} = ${valueFrom(field)}`);
      const next = sent.length + 1;
      return (
        `with changed as (update ${target} t set ${[...assignments, 'version = u.version'].join(', ')} ` +
        `from unnest(${arraysOf(sent)}, $${next}::int4[], $${next + 1}::int4[]) ` +
        `u (${sent.map(({ quotedName }) => quotedName).join(', ')}, version, expected_version) ` +
        `where ${join} and t.version = u.expected_version returning 1) ` +
        `select 1 / (count(*) = $${next + 2}::int8)::int4 from changed`
      );
    },
    remove:
      `with removed as (delete from ${target} t using unnest(${keyArrays}, $${keys.length + 1}::int4[]) ` +
      `u (${keyList}, expected_version) where ${join} and t.version = u.expected_version returning 1) ` +
      `select 1 / (count(*) = $${keys.length + 2}::int8)::int4 from removed`,
  };
}

/** A filtered and sorted select, with its parameters. */
export function findSql(
  schema: string,
  table: Table,
  filters: readonly Filter[],
  options: FindOptions,
): { text: string; values: unknown[] } {
  const { select } = tableSql(schema, table);
  const values: unknown[] = [];
  const conditions = filters.map((filter) => condition(table, filter, values));
  values.push(options.limit);
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const direction = options.descending ? ' desc' : '';
  const sorted = options.orderBy === undefined ? table.keyColumns : [options.orderBy];
  const order = sorted.map((column) => `t.${quoted(column)}${direction}`).join(', ');
  const lock = options.lock === 'skip-locked' ? ' for update of t skip locked' : '';
  const limit = ` limit $${values.length}`;
  const skip = options.skip === undefined ? '' : ` offset $${values.push(options.skip)}`;
  return { text: `${select}${where} order by ${order}${limit}${skip}${lock}`, values };
}

function condition(table: Table, { column, operator, value }: Filter, values: unknown[]): string {
  const { sql, nullable } = present(table.columns[column], `column ${column} of ${table.name}`);
  const name = `t.${quoted(column)}`;
  if (value === null) return `${name} is null`;
  const parameter = (one: unknown): unknown => (sql === 'timestamptz' ? new Date(one as number) : one);
  values.push(Array.isArray(value) ? value.map(parameter) : parameter(value));
  const place = `$${values.length}::${sql}`;
  if (operator === 'in') return `${name} = any(${place}[])`;
  if (operator !== 'not in') return `${name} ${operator} ${place}`;
  return nullable ? `(${name} is null or ${name} <> all(${place}[]))` : `${name} <> all(${place}[])`;
}

/** orderId -> "order_id", quoted because a column may be called like a word of SQL. */
function quoted(name: string): string {
  return `"${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}"`;
}

function read(name: string, column: Column): string {
  if (column.sql === 'timestamptz') return `(extract(epoch from t.${name}) * 1000)::float8`;
  return `t.${name}`;
}

interface Field {
  readonly name: string;
  readonly column: Column;
  readonly quotedName: string;
}

function valueFrom({ column, quotedName }: Field): string {
  return received(`u.${quotedName}`, column);
}

/** One array per field, in the order of the fields. */
function arraysOf(fields: readonly Field[]): string {
  return fields.map(({ column }, index) => arrayOf(column, `$${index + 1}`)).join(', ');
}

function arrayOf({ sql, nullable }: Column, place: string): string {
  if (sql === 'timestamptz') return `${place}::int8[]`;
  if (sql !== 'jsonb') return `${place}::${sql}[]`;
  return `string_to_array(${place}::text, chr(10)${nullable ? ", 'null'" : ''})`;
}

function plainType({ sql }: Column): string {
  return sql === 'timestamptz' ? 'int8' : sql;
}

/** Instants travel as the numbers that they are in TypeScript, documents as text. */
function received(expression: string, { sql }: Column): string {
  if (sql === 'jsonb') return `${expression}::jsonb`;
  if (sql !== 'timestamptz') return expression;
  // Whole seconds first: with their milliseconds in one float8 the far ends of the calendar would be rounded.
  return `to_timestamp(${expression} / 1000) + ${expression} % 1000 * interval '1 millisecond'`;
}
