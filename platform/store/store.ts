import { isCausedBy } from '../kernel/causes.ts';
import type { Key, Table } from './table.ts';

// The port of the keyed store. Guarantees: a transaction's writes become visible together or not at all; a locked row
// stays as it was loaded until the transaction ends; an update whose row has another version than expected, and an
// insert whose key exists, fail the whole transaction with `Conflict`. Does not guarantee: that rows which were absent
// at loading stay absent (their insert then conflicts, and a batch that inserts none looks again), or any order between
// transactions on different rows.

export interface Stored<Row = unknown> {
  readonly row: Row;
  /** Starts at 1 and grows by one with every decision that puts the row. */
  readonly version: number;
}

export type Write =
  | { readonly write: 'insert'; readonly table: Table; readonly row: unknown; readonly version: number }
  | {
      readonly write: 'update';
      readonly table: Table;
      readonly row: unknown;
      readonly version: number;
      readonly expectedVersion: number;
      /** The row as it was loaded, where it is at hand: columns that hold the same value are then not written again. */
      readonly before?: unknown;
    }
  | { readonly write: 'delete'; readonly table: Table; readonly key: Key; readonly expectedVersion: number }
  | { readonly write: 'append'; readonly table: Table; readonly row: unknown };

/** A row of an append-only table that the store numbers. */
export interface Entry<Row = unknown> {
  /** From 1, growing. Numbers of transactions that failed stay unused. */
  readonly position: number;
  readonly row: Row;
}

export interface Tail<Row = unknown> {
  /** In order of position. */
  readonly entries: readonly Entry<Row>[];
  /** Continue from here: nothing will ever appear at or before this position that has not been answered. */
  readonly upTo: number;
  /** There is more, behind a transaction that is under way: ask again soon. */
  readonly waits: boolean;
}

/**
 * `column operator value`; `in` and `not in` take a list, `=` takes null for "has no value". A row without a value is
 * `not in` any list, and passes nothing else but `= null`. Filters are for columns that are not JSON.
 */
export interface Filter {
  readonly column: string;
  readonly operator: '=' | '<=' | '<' | '>=' | '>' | 'in' | 'not in';
  readonly value: unknown;
}

export interface FindOptions {
  readonly limit: number;
  /** Rows to leave out before the first; none unless said. Each of them is looked at. */
  readonly skip?: number;
  /** A column to sort by in place of the key. Rows of one value come in any order: whoever reads page by page takes one whose values are unique. */
  readonly orderBy?: string;
  /** Descending order. */
  readonly descending?: boolean;
  /** Lock what is found, leaving out rows that another transaction holds. */
  readonly lock?: 'skip-locked';
}

export interface Transaction {
  /** Rows by key id, locked in key order until the transaction ends unless `lock` is false. Absent keys are left out. */
  load<Row>(
    table: Table<Row>,
    keys: readonly Key<Row>[],
    options?: { readonly lock?: boolean },
  ): Promise<Map<string, Stored<Row>>>;
  /** Rows that pass every filter, in key order or that of `orderBy`. */
  find<Row>(table: Table<Row>, filters: readonly Filter[], options: FindOptions): Promise<Stored<Row>[]>;
  /**
   * What was appended after a position, to a table that the store numbers (on PostgreSQL by a column `position`). Rows of
   * one key's transactions come in their order, and a row of a slower transaction is waited for, never passed by.
   */
  tail<Row>(table: Table<Row>, after: number, limit: number): Promise<Tail<Row>>;
  /** The newest committed position of such a table, 0 where there is none. `tail` may not reach it yet. */
  head(table: Table): Promise<number>;
  /** Queues writes, at most one for a row; they are sent with the commit. A failing one fails the transaction. */
  write(writes: readonly Write[]): void;
  /**
   * The time by the store's own clock, in milliseconds since the Unix epoch: the one on which hosts agree whose clocks
   * do not. Absent where the store has no clock.
   */
  nowMs?(): Promise<number>;
}

export interface Store {
  /**
   * Runs the work in one transaction and commits when it resolves; rolls back when it rejects.
   * @throws Conflict when a row changed under the transaction: run it again.
   * @throws Unstorable when a column cannot hold its value: running it again does not help.
   * @throws StoreUnavailable when the database cannot be reached or the connection broke; if that happened while
   * committing, the outcome is unknown.
   */
  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
}

/** A row changed, appeared or was deadlocked between load and save. Retrying the transaction can succeed. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** The database cannot be reached. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}

/** True when a database could not be reached, however deep the reason is wrapped. */
export function isStoreUnavailable(error: unknown): boolean {
  return isCausedBy(error, (cause) => cause instanceof StoreUnavailable);
}
