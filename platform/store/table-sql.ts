import { present } from '../kernel/assert.ts';
import type { Filter, FindOptions } from './store.ts';
import type { Column, Table } from './table.ts';

// The SQL of a keyed table, made once per table: one statement loads, one inserts, one updates, one deletes a whole
// batch, each taking one array per column.

export interface TableSql {
  readonly columns: readonly Column[];
  readonly names: readonly string[];
  readonly keyColumns: readonly Column[];
  readonly load: string;
  readonly loadLocked: string;
  readonly insert: string;
  readonly append: string;
  readonly update: string;
  readonly remove: string;
}

export function tableSql(schema: string, table: Table): TableSql {
  const names = Object.keys(table.columns);
  const columns = Object.values(table.columns);
  const keyColumns = table.keyColumns.map((name) => present(table.columns[name], name));
  const target = `${schema}.${table.name}`;
  const keys = table.keyColumns.map(snake);
  const quotedNames = names.map(snake);
  const version = table.appendOnly ? '1' : 't.version';
  const select = `select ${names.map((name, index) => read(snake(name), present(columns[index], name))).join(', ')}, ${version} from ${target} t`;
  const keyArrays = keyColumns.map((column, index) => `$${index + 1}::${column.sql}[]`);
  const match =
    keys.length === 1
      ? `t.${keys[0]} = any(${keyArrays[0]})`
      : `(${keys.map((key) => `t.${key}`).join(', ')}) in (select * from unnest(${keyArrays.join(', ')}))`;
  const load = `${select} where ${match}`;
  const order = `order by ${keys.map((key) => `t.${key}`).join(', ')}`;
  const arrays = columns.map((column, index) => `$${index + 1}::${column.sql}[]`).join(', ');
  const list = quotedNames.join(', ');
  const next = columns.length + 1;
  const join = (source: string): string => keys.map((key) => `t.${key} = ${source}.${key}`).join(' and ');
  const assignments = quotedNames.filter((name) => !keys.includes(name)).map((name) => `${name} = u.${name}`);
  return {
    columns,
    names,
    keyColumns,
    load,
    loadLocked: `${load} ${order} for update of t`,
    insert: `insert into ${target} (${list}, version) select * from unnest(${arrays}, $${next}::int4[])`,
    append: `insert into ${target} (${list}) select * from unnest(${arrays})`,
    // Dividing by a truth value fails the statement, and with it the transaction, when not every row was changed:
    // the check needs no second round trip. The store reports division_by_zero as a conflict.
    update:
      `with changed as (update ${target} t set ${[...assignments, 'version = u.version'].join(', ')} ` +
      `from unnest(${arrays}, $${next}::int4[], $${next + 1}::int4[]) u (${list}, version, expected_version) ` +
      `where ${join('u')} and t.version = u.expected_version returning 1) ` +
      `select 1 / (count(*) = $${next + 2}::int8)::int4 from changed`,
    remove:
      `with removed as (delete from ${target} t using unnest(${keyArrays.join(', ')}, $${keys.length + 1}::int4[]) ` +
      `u (${keys.join(', ')}, expected_version) where ${join('u')} and t.version = u.expected_version returning 1) ` +
      `select 1 / (count(*) = $${keys.length + 2}::int8)::int4 from removed`,
  };
}

/** A filtered select in key order, with its parameters. */
export function findSql(
  schema: string,
  table: Table,
  filters: readonly Filter[],
  options: FindOptions,
): { text: string; values: unknown[] } {
  const { load } = tableSql(schema, table);
  const select = load.slice(0, load.indexOf(' where '));
  const values: unknown[] = [];
  const conditions = filters.map(({ column, operator, value }) => {
    const { sql } = present(table.columns[column], `column ${column} of ${table.name}`);
    if (value === null) return `t.${snake(column)} is null`;
    values.push(sql === 'timestamptz' ? new Date(value as number) : value);
    const place = `$${values.length}::${sql}`;
    if (operator === 'in') return `t.${snake(column)} = any(${place}[])`;
    if (operator === 'not in') return `t.${snake(column)} <> all(${place}[])`;
    return `t.${snake(column)} ${operator} ${place}`;
  });
  values.push(options.limit);
  const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
  const direction = options.descending ? ' desc' : '';
  const order = table.keyColumns.map((key) => `t.${snake(key)}${direction}`).join(', ');
  const lock = options.lock === 'skip-locked' ? ' for update of t skip locked' : '';
  return { text: `${select}${where} order by ${order} limit $${values.length}${lock}`, values };
}

/** orderId -> order_id */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function read(name: string, column: Column): string {
  if (column.sql === 'timestamptz') return `(extract(epoch from t.${name}) * 1000)::float8`;
  return `t.${name}`;
}
