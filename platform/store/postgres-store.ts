import type pg from 'pg';
import { present } from '../kernel/assert.ts';
import { arrayLiteral } from './array-literal.ts';
import {
  Conflict,
  type FindOptions,
  type Store,
  type Stored,
  StoreUnavailable,
  type Transaction,
  type Write,
} from './store.ts';
import type { Column, Key, Table } from './table.ts';
import { findSql, type TableSql, tableSql } from './table-sql.ts';

// The keyed store on PostgreSQL. A transaction costs two round trips where its rows are in one table: begin and load
// travel together, and so do all writes and the commit. Relies on read committed isolation, on row locks taken in key
// order, and on versions for everything that was not locked.

/** SQLSTATEs after which the same transaction may succeed when it is run again. */
const RETRIABLE = new Set([
  '23505', // unique_violation: another transaction inserted the key first
  '22012', // division_by_zero: a version check failed (see table-sql.ts)
  '40001', // serialization_failure
  '40P01', // deadlock_detected
  '55P03', // lock_not_available
]);

export class PostgresStore implements Store {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  readonly #sql = new Map<string, TableSql>();

  constructor(pool: pg.Pool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
  }

  async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw translate(error);
    });
    const writes: Write[] = [];
    let broken: Error | undefined;
    try {
      const begun = client.query('begin');
      begun.catch(() => undefined); // Its failure fails every later statement too, and those are awaited.
      const result = await work({
        load: (table, keys, options) => this.#load(client, table, keys, options?.lock ?? true),
        find: (table, filters, options) => this.#find(client, table, filters, options),
        write: (more) => writes.push(...more),
      });
      await settle([...this.#send(client, writes), client.query('commit')]);
      return result;
    } catch (error) {
      broken = await client.query('rollback').then(
        () => undefined,
        (rollbackError: Error) => rollbackError,
      );
      throw translate(error);
    } finally {
      client.release(broken);
    }
  }

  async #load<Row>(
    client: pg.PoolClient,
    table: Table<Row>,
    keys: readonly Key<Row>[],
    lock: boolean,
  ): Promise<Map<string, Stored<Row>>> {
    const found = new Map<string, Stored<Row>>();
    if (keys.length === 0) return found;
    const sql = this.#sqlOf(table);
    const { rows } = await client.query<unknown[]>({
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
    client: pg.PoolClient,
    table: Table<Row>,
    filters: Parameters<Transaction['find']>[1],
    options: FindOptions,
  ): Promise<Stored<Row>[]> {
    const { text, values } = findSql(this.#schema, table, filters, options);
    const { rows } = await client.query<unknown[]>({ text, values, rowMode: 'array' });
    return rows.map((row) => toStored<Row>(this.#sqlOf(table), row));
  }

  /** One statement per table and kind of write, queued in the order of first use. */
  #send(client: pg.PoolClient, writes: readonly Write[]): Promise<unknown>[] {
    const groups = new Map<string, Write[]>();
    for (const write of writes) {
      const name = `${write.write} ${this.#schema}.${write.table.name}`;
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [write]);
      else group.push(write);
    }
    return [...groups].map(([name, group]) => {
      const { text, values } = this.#statement(present(group[0], 'first write'), group);
      return client.query({ name, text, values });
    });
  }

  #statement(first: Write, group: readonly Write[]): { text: string; values: unknown[] } {
    const sql = this.#sqlOf(first.table);
    if (first.write === 'delete') {
      const deletes = group.filter((write) => write.write === 'delete');
      const keys = sql.keyColumns.map((column, part) =>
        arrayLiteral(
          column,
          deletes.map((write) => write.key.parts[part]),
        ),
      );
      return {
        text: sql.remove,
        values: [...keys, ints(deletes.map((write) => write.expectedVersion)), deletes.length],
      };
    }
    const rows = group.map((write) => (write as { row: Record<string, unknown> }).row);
    const arrays = sql.columns.map((column, index) => {
      const name = present(sql.names[index], 'column name');
      return arrayLiteral(
        column,
        rows.map((row) => row[name]),
      );
    });
    if (first.write === 'append') return { text: sql.append, values: arrays };
    const versions = ints(group.map((write) => (write as { version: number }).version));
    if (first.write === 'insert') return { text: sql.insert, values: [...arrays, versions] };
    const expected = ints(group.map((write) => (write as { expectedVersion: number }).expectedVersion));
    return { text: sql.update, values: [...arrays, versions, expected, group.length] };
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

const VERSION: Column = { sql: 'int4', nullable: false };

function ints(values: readonly number[]): string {
  return arrayLiteral(VERSION, values);
}

/** Waits for every statement, then throws the first failure: the ones behind it only say that the transaction is over. */
async function settle(statements: readonly Promise<unknown>[]): Promise<void> {
  for (const outcome of await Promise.allSettled(statements)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}

function translate(error: unknown): unknown {
  const { code, message } = error as { code?: string; message?: string };
  if (code !== undefined && RETRIABLE.has(code))
    return new Conflict(`the database refused a write: ${message}`, { cause: error });
  const connectionLost = code === undefined ? /connection|timeout/i.test(message ?? '') : /^(08|57P|53|E)/.test(code);
  if (connectionLost) return new StoreUnavailable(`the database cannot be reached: ${message}`, { cause: error });
  return error;
}
