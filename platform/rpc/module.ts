import type { Command, Rows } from '../batching/command.ts';
import type { Replays } from '../eventstore/event-streams.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Stored, Transaction } from '../store/store.ts';
import type { Key, Table } from '../store/table.ts';
import type { Contract, Method, Reply, Request } from './contract.ts';
import type { Doors } from './doors.ts';

// What a module is to the host: a contract, the tables, commands and queries behind it, and the tasks that it runs by
// itself. The host gives it a store and a clock, and binds its methods to the doors.

/** Reads rows of the module's own schema with plain SQL. Answers rows as objects. */
export interface Reader {
  query<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** For statements that may take minutes; absent where none does. */
  readonly patient?: Reader;
  /** Where the rows are in memory, and there is no SQL. */
  readonly memory?: MemoryRows;
}

/** Every row of a table as it stands at this instant, in key order. */
export type MemoryRows = <Row>(table: Table<Row>) => readonly Stored<Row>[];

/** A query over rows named by key: batched, and the same on every store. */
export interface KeyedQuery {
  readonly method: Method;
  loads(request: unknown): readonly Key[];
  answer(rows: Rows, request: unknown): unknown;
}

/** A query in plain SQL against the module's own schema. */
export interface SqlQuery {
  readonly method: Method;
  run(reader: Reader, request: unknown): Promise<unknown>;
}

export function keyedQuery<M extends Method>(
  method: M,
  definition: { loads(request: Request<M>): readonly Key[]; answer(rows: Rows, request: Request<M>): Reply<M> },
): KeyedQuery {
  return {
    method,
    loads: (request) => definition.loads(request as Request<M>),
    answer: (rows, request) => definition.answer(rows, request as Request<M>),
  };
}

/**
 * `inMemory` answers the same from rows in memory, which a simulation has in place of a database. One that lacks it
 * cannot be asked there. Both are held against each other in a test on PostgreSQL.
 */
export function sqlQuery<M extends Method>(
  method: M,
  run: (reader: Reader, request: Request<M>) => Promise<Reply<M>>,
  inMemory?: (rows: MemoryRows, request: Request<M>) => Promise<Reply<M>>,
): SqlQuery {
  return {
    method,
    run: (reader, request) =>
      reader.memory !== undefined && inMemory !== undefined
        ? inMemory(reader.memory, request as Request<M>)
        : run(reader, request as Request<M>),
  };
}

/** The same for a report, which may take minutes, and keeps nobody who asks for a page. */
export function sqlReport<M extends Method>(
  method: M,
  run: (reader: Reader, request: Request<M>) => Promise<Reply<M>>,
  inMemory?: (rows: MemoryRows, request: Request<M>) => Promise<Reply<M>>,
): SqlQuery {
  return sqlQuery(method, (reader, request) => run(reader.patient ?? reader, request), inMemory);
}

/** What a query may do with a store: load rows by key, find them by filter. */
export type Reading = Pick<Transaction, 'load' | 'find'>;

/** A query that finds rows before it knows their keys: in the terms of the store, and so the same on every one. */
export interface StoreQuery {
  readonly method: Method;
  run(reading: Reading, request: unknown): Promise<unknown>;
}

export function storeQuery<M extends Method>(
  method: M,
  run: (reading: Reading, request: Request<M>) => Promise<Reply<M>>,
): StoreQuery {
  return { method, run: (reading, request) => run(reading, request as Request<M>) };
}

/** Work that a module does unasked, such as sweeping expired holds. */
export interface Task {
  readonly name: string;
  readonly everyMs: number;
  run(doors: Doors, reader: Reader, clock: Clock): Promise<void>;
}

/** Numbers that a module tells of itself for metrics. Read at every scrape, so reading them is cheap at any size. */
export interface ModuleGauge {
  /** Of the metric: "holdfast_holds". */
  readonly name: string;
  readonly help: string;
  /** Name of its one label. */
  readonly label: string;
  /** By value of the label. */
  read(reader: Reader, clock: Clock): Promise<ReadonlyMap<string, number>>;
}

/**
 * What a command needs from outside before it is decided, such as a provider's answer: called with the requests of a
 * batch, it answers, in their order, each as the command is to see it, or why that one could not be prepared; if it rejects,
 * none could. It must be idempotent by the ids in the requests: after a crash, and after a lost reply, it is called
 * again, and where it did not answer in time. Requests are prepared in any order.
 */
export type Prepare = (requests: readonly unknown[]) => Promise<readonly PromiseSettledResult<object>[]>;

export interface Module {
  /** Name of the room and of its PostgreSQL schema. */
  readonly name: string;
  readonly contract: Contract;
  /** Every table that decisions read, in the order in which batches load and lock them; then the append-only ones. */
  readonly tables: readonly Table[];
  readonly commands: readonly Command[];
  readonly keyedQueries: readonly KeyedQuery[];
  readonly sqlQueries: readonly SqlQuery[];
  readonly storeQueries?: readonly StoreQuery[];
  /** Of a module that keeps events: its schema has the tables of platform/eventstore. */
  readonly eventStore?: { readonly replays: Replays };
  readonly tasks?: readonly Task[];
  readonly gauges?: readonly ModuleGauge[];
  /** By method. */
  readonly prepare?: ReadonlyMap<Method, Prepare>;
}
