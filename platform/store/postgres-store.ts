import type pg from 'pg';
import { present, unreachable } from '../kernel/assert.ts';
import { databaseNowMs } from '../postgres/database-now.ts';
import { arrayLiteral, columnParameter } from './array-literal.ts';
import { LogGaps } from './log-gaps.ts';
import { Unstorable } from './storable.ts';
import {
  Conflict,
  type FindOptions,
  type Store,
  type Stored,
  StoreUnavailable,
  type Tail,
  type Transaction,
  type Write,
} from './store.ts';
import type { Column, Key, Table } from './table.ts';
import { findSql, type TableSql, tableSql } from './table-sql.ts';

// The keyed store on PostgreSQL. A transaction costs two round trips where its rows are in one table: begin and load
// travel together, and so do all writes and the commit. What is one statement costs one. Relies on read committed isolation, on row locks taken in key
// order, and on versions for everything that was not locked.

/** SQLSTATEs after which the same transaction may succeed when it is run again. */
const RETRIABLE = new Set([
  '23505', // unique_violation: another transaction inserted the key first
  '22012', // division_by_zero: a version check failed (see table-sql.ts)
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
]);

/** SQLSTATEs of values that do not fit: data exceptions, such as a NUL in a text, and missing values. */
const UNSTORABLE = /^(22|23502)/;

/**
 * SQLSTATEs that say nothing of the transaction and everything of the server: it is away, full, going down, lets nobody
 * in, is no longer the primary, or has not got our tables (class 42). System errors (ECONNRESET and its like) come from
 * the driver.
 */
const UNAVAILABLE = /^(08|25006|25P0|28|3D|42|53|57P|58|E[A-Z_]+$)/;

/** What the driver says by itself; the pool of a host that is stopping has been ended. */
const AWAY_WITHOUT_CODE = /connection|timeout|after calling end/i;

interface OpenTransaction {
  readonly client: pg.PoolClient;
  /** A transaction begins with the first row that has to stay as it is: what is read without a lock needs none. */
  begun: boolean;
  readonly writes: Write[];
}

export class PostgresStore implements Store {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  readonly #sql = new Map<string, TableSql>();
  readonly #gaps = new Map<string, LogGaps>();

  constructor(pool: pg.Pool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
  }

  async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: Error) => {
      // Whatever it is that stands in the way of a connection, no transaction is at fault.
      throw new StoreUnavailable(`the database cannot be used: ${error.message}`, { cause: error });
    });
    let broken: Error | undefined;
    // A checked-out client whose connection the server ends has no other listener, and would end the process.
    const onError = (error: Error): void => {
      broken = error;
    };
    client.on('error', onError);
    const open: OpenTransaction = { client, begun: false, writes: [] };
    try {
      const result = await together(client, () =>
        work({
          load: (table, keys, options) => this.#load(open, table, keys, options?.lock ?? true),
          find: (table, filters, options) => this.#find(open, table, filters, options),
          tail: (table, after, limit) => this.#tail(open, table, after, limit),
          head: (table) => this.#head(open, table),
          write: (more) => {
            for (const write of more) open.writes.push(write);
          },
          nowMs: () => databaseNowMs(client),
        }),
      );
      await settle(together(client, () => this.#finish(open)));
      return result;
    } catch (error) {
      const failure = translate(error);
      // A connection that failed may look whole for a moment more: nobody is to be given it.
      if (failure instanceof StoreUnavailable && !isAnswer(error)) broken ??= failure;
      if (open.begun) {
        broken ??= await client.query('rollback').then(
          () => undefined,
          (rollbackError: Error) => rollbackError,
        );
      }
      throw failure;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
  }

  /** Sends the writes and the commit. A single statement is a transaction by itself, and reads alone need none. */
  #finish(open: OpenTransaction): Promise<unknown>[] {
    const statements = this.#statements(open.writes);
    if (!open.begun && statements.length <= 1) return statements.map((statement) => open.client.query(statement));
    begin(open);
    return [...statements.map((statement) => open.client.query(statement)), open.client.query('commit')];
  }

  async #load<Row>(
    open: OpenTransaction,
    table: Table<Row>,
    keys: readonly Key<Row>[],
    lock: boolean,
  ): Promise<Map<string, Stored<Row>>> {
    const found = new Map<string, Stored<Row>>();
    if (keys.length === 0) return found;
    const sql = this.#sqlOf(table);
    if (lock) begin(open);
    const { rows } = await open.client.query<unknown[]>({
      name: `${lock ? 'lock' : 'load'} ${this.#schema}.${table.name}`,
      text: lock ? sql.loadLocked : sql.load,
      values: sql.keyColumns.map((column, part) =>
        arrayLiteral(
          column,
          keys.map((key) => key.parts[part]),
        ),
      ),
      rowMode: 'array',
    });
    for (const values of rows) {
      const stored = toStored<Row>(sql, values);
      found.set(table.keyOf(stored.row).id, stored);
    }
    return found;
  }

  async #find<Row>(
    open: OpenTransaction,
    table: Table<Row>,
    filters: Parameters<Transaction['find']>[1],
    options: FindOptions,
  ): Promise<Stored<Row>[]> {
    const { text, values } = findSql(this.#schema, table, filters, options);
    if (options.lock !== undefined) begin(open);
    const { rows } = await open.client.query<unknown[]>({ text, values, rowMode: 'array' });
    return rows.map((row) => toStored<Row>(this.#sqlOf(table), row));
  }

  async #tail<Row>(open: OpenTransaction, table: Table<Row>, after: number, limit: number): Promise<Tail<Row>> {
    const sql = this.#sqlOf(table);
    const { rows } = await open.client.query<unknown[]>({
      name: `tail ${this.#schema}.${table.name}`,
      text: sql.tail,
      values: [after, limit],
      rowMode: 'array',
    });
    // Behind the columns and a version: position, and the ends of the snapshot.
    const at = sql.names.length + 1;
    const seen = rows.map((values) => ({ position: values[at] as number, row: toStored<Row>(sql, values).row }));
    const first = rows[0];
    if (first === undefined) return { entries: [], upTo: after, waits: false };
    const snapshot = { xmin: BigInt(first[at + 1] as string), xmax: BigInt(first[at + 2] as string) };
    return this.#gapsOf(table).withoutPassingBy(seen, after, snapshot);
  }

  async #head(open: OpenTransaction, table: Table): Promise<number> {
    const text = `select coalesce(max(position), 0)::int8 as head from ${this.#schema}.${table.name}`;
    const { rows } = await open.client.query<{ head: number }>({ name: `head ${this.#schema}.${table.name}`, text });
    return present(rows[0], 'the head of a log').head;
  }

  #gapsOf(table: Table): LogGaps {
    const gaps = this.#gaps.get(table.name) ?? new LogGaps();
    this.#gaps.set(table.name, gaps);
    return gaps;
  }

  /** One statement per table and kind of write, in the order of first use. */
  #statements(writes: readonly Write[]): Statement[] {
    const groups: Write[][] = [];
    const known = new Map<Table, Map<Write['write'], Write[]>>();
    for (const write of writes) {
      const ofTable = known.get(write.table) ?? new Map<Write['write'], Write[]>();
      if (ofTable.size === 0) known.set(write.table, ofTable);
      const group = ofTable.get(write.write);
      if (group !== undefined) group.push(write);
      else {
        const begun = [write];
        ofTable.set(write.write, begun);
        groups.push(begun);
      }
    }
    return groups.map((group) => this.#statement(group));
  }

  #statement(group: readonly Write[]): Statement {
    const first = present(group[0], 'first write');
    const name = `${first.write} ${this.#schema}.${first.table.name}`;
    const sql = this.#sqlOf(first.table);
    switch (first.write) {
      case 'append':
        return group.length === 1
          ? { name: `one ${name}`, text: sql.appendOne, values: plainValues(sql, first.row) }
          : { name, text: sql.append, values: columnsOf(sql, group) };
      case 'insert':
        return { name, text: sql.insert, values: [...columnsOf(sql, group), versionsOf(group)] };
      case 'update':
        return updateStatement(
          name,
          sql,
          group.filter((write) => write.write === 'update'),
        );
      case 'delete':
        return deleteStatement(
          name,
          sql,
          group.filter((write) => write.write === 'delete'),
        );
      default:
        return unreachable(first);
    }
  }

  #sqlOf(table: Table): TableSql {
    let sql = this.#sql.get(table.name);
    if (sql === undefined) {
      sql = tableSql(this.#schema, table);
      this.#sql.set(table.name, sql);
    }
    return sql;
  }
}

function toStored<Row>(sql: TableSql, values: readonly unknown[]): Stored<Row> {
  const row: Record<string, unknown> = {};
  for (const [index, name] of sql.names.entries()) row[name] = values[index];
  return { row: row as Row, version: values[sql.names.length] as number };
}

type Statement = { readonly name: string; readonly text: string; readonly values: unknown[] };

function columnsOf({ names, columns }: TableSql, group: readonly Write[]): string[] {
  const rows = group.map((write) => (write as { row: unknown }).row);
  return names.map((name) => columnParameter(present(columns[name], name), name, rows));
}

function plainValues({ names, columns }: TableSql, row: unknown): unknown[] {
  return names.map((name) => {
    const value = (row as Values)[name];
    return columns[name]?.sql === 'jsonb' && value !== null ? JSON.stringify(value) : value;
  });
}

function versionsOf(group: readonly Write[]): string {
  return ints(group.map((write) => (write as { version: number }).version));
}

/** Writes the columns that have changed in any of the rows. One that holds the very value that was loaded has not. */
function updateStatement(
  name: string,
  sql: TableSql,
  updates: readonly Extract<Write, { write: 'update' }>[],
): Statement {
  const keyNames = present(updates[0], 'first update').table.keyColumns;
  const changed = sql.names.filter(
    (column) => !keyNames.includes(column) && updates.some(({ row, before }) => hasChanged(column, row, before)),
  );
  const rows = updates.map(({ row }) => row);
  const sent = sql.names.filter((column) => keyNames.includes(column) || changed.includes(column));
  return {
    // The protocol keeps 63 characters of a name: columns by their place, not by their names.
    name: `${name} ${changed.map((column) => sql.names.indexOf(column)).join()}`,
    text: sql.update(changed),
    values: [
      ...sent.map((column) => columnParameter(present(sql.columns[column], column), column, rows)),
      versionsOf(updates),
      ints(updates.map(({ expectedVersion }) => expectedVersion)),
      updates.length,
    ],
  };
}

function deleteStatement(
  name: string,
  sql: TableSql,
  deletes: readonly Extract<Write, { write: 'delete' }>[],
): Statement {
  const keys = sql.keyColumns.map((column, part) =>
    arrayLiteral(
      column,
      deletes.map((write) => write.key.parts[part]),
    ),
  );
  return {
    name,
    text: sql.remove,
    values: [...keys, ints(deletes.map(({ expectedVersion }) => expectedVersion)), deletes.length],
  };
}

type Values = Readonly<Record<string, unknown>>;

function hasChanged(column: string, row: unknown, before: unknown): boolean {
  return before === undefined || (row as Values)[column] !== (before as Values)[column];
}

const VERSION: Column = { sql: 'int4', nullable: false };

function ints(values: readonly number[]): string {
  return arrayLiteral(VERSION, values);
}

function begin(open: OpenTransaction): void {
  if (open.begun) return;
  open.begun = true;
  // Its failure fails every later statement too, and those are awaited.
  open.client.query('begin').catch(() => undefined);
}

/** Statements that are queued by one call leave in one packet: a system call each costs more than most of them do. */
function together<T>(client: pg.PoolClient, queue: () => T): T {
  const { stream } = client.connection;
  stream.cork();
  try {
    return queue();
  } finally {
    stream.uncork();
  }
}

/** Waits for every statement, then throws the first failure: the ones behind it only say that the transaction is over. */
async function settle(statements: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(statements)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

/** An error that the server has sent, over a connection that works. */
function isAnswer(error: unknown): boolean {
  return (error as { severity?: string }).severity !== undefined;
}

function translate(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined && RETRIABLE.has(code)) {
    return new Conflict(`the database refused a write: ${message}`, { cause: error });
  }
  const unavailable = code === undefined ? AWAY_WITHOUT_CODE.test(message ?? '') : UNAVAILABLE.test(code);
  if (unavailable) return new StoreUnavailable(`the database cannot be used: ${message}`, { cause: error });
  if (UNSTORABLE.test(code ?? '')) return new Unstorable(`the database refused a value: ${message}`, { cause: error });
  return error;
}
