import type pg from 'pg';
import type { Table } from '../../../platform/store/table.ts';

// A table is told twice, in TypeScript for the store and in a migration for the database. These are the differences.

interface ActualColumn {
  readonly name: string;
  readonly sql: string;
  readonly nullable: boolean;
  readonly identity: boolean;
}

/** One sentence for everything in which the database's table is another than the declared one. */
export async function differences(pool: pg.Pool, schema: string, table: Table): Promise<string[]> {
  const target = `${schema}.${table.name}`;
  const actual = await columnsOf(pool, schema, table.name);
  if (actual.size === 0) return [`${target} does not exist`];

  const declared = declaredColumns(table);
  const wrong = [...declared].flatMap(([name, wanted]) => {
    const found = actual.get(name);
    if (found === undefined) return [`${target} has no column ${name}`];
    const [is, shouldBe] = [typeOf(found), typeOf(wanted)];
    return is === shouldBe ? [] : [`${target}.${name} is ${is} and is declared ${shouldBe}`];
  });
  const undeclared = [...actual.values()].filter(({ name, identity }) => !identity && !declared.has(name));
  const [key, wantedKey] = [await primaryKeyOf(pool, schema, table.name), table.keyColumns.map(inSql).join(', ')];
  return [
    ...wrong,
    ...undeclared.map(({ name }) => `${target}.${name} is not declared`),
    ...(key === wantedKey ? [] : [`${target} has the primary key (${key}) and is declared with (${wantedKey})`]),
  ];
}

function declaredColumns({ columns, appendOnly }: Table): Map<string, { sql: string; nullable: boolean }> {
  const declared = new Map(
    Object.entries(columns).map(([name, { sql, nullable }]) => [inSql(name), { sql, nullable }]),
  );
  return appendOnly ? declared : declared.set('version', { sql: 'int4', nullable: false });
}

function typeOf({ sql, nullable }: { readonly sql: string; readonly nullable: boolean }): string {
  return nullable ? `${sql} or null` : sql;
}

async function columnsOf(pool: pg.Pool, schema: string, table: string): Promise<ReadonlyMap<string, ActualColumn>> {
  const { rows } = await pool.query<ActualColumn>(
    `select column_name as name, udt_name as sql, is_nullable = 'YES' as nullable, is_identity = 'YES' as identity
     from information_schema.columns where table_schema = $1 and table_name = $2`,
    [schema, table],
  );
  return new Map(rows.map((column) => [column.name, column]));
}

/** The columns of the primary key in its order, which is that of the index by which rows are found and locked. */
async function primaryKeyOf(pool: pg.Pool, schema: string, table: string): Promise<string> {
  const { rows } = await pool.query<{ name: string }>(
    `select k.column_name as name
     from information_schema.table_constraints c
     join information_schema.key_column_usage k using (constraint_schema, constraint_name)
     where c.constraint_type = 'PRIMARY KEY' and c.table_schema = $1 and c.table_name = $2
     order by k.ordinal_position`,
    [schema, table],
  );
  return rows.map(({ name }) => name).join(', ');
}

/** orderId -> order_id */
function inSql(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
