import { assert, present } from '../kernel/assert.ts';
import { requireStorable, requireStorableKey } from './storable.ts';
import {
  Conflict,
  type Filter,
  type FindOptions,
  type Store,
  type Stored,
  type Tail,
  type Transaction,
  type Write,
} from './store.ts';
import type { Key, Table } from './table.ts';
import { compareText } from './text-order.ts';

// The store in memory, for tests and the simulation. Transactions run one after another, so every loaded row counts
// as locked. Nothing survives the process; within it the guarantees are those of the port.

type Rows = Map<string, Stored>;

export class MemoryStore implements Store {
  readonly #tables = new Map<string, Rows>();
  readonly #nowMs: (() => number) | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** With a clock the store tells its hosts the time, as a database does. */
  constructor(nowMs?: () => number) {
    this.#nowMs = nowMs;
  }

  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#run(work));
    this.#last = result.catch(() => undefined); // The caller gets the rejection; the next transaction only waits.
    return result;
  }

  /** Every row of a table, in key order: what a test compares. */
  rows<Row>(table: Table<Row>): Stored<Row>[] {
    return sortedByKey(table, this.unsortedRows(table));
  }

  /** Every row of a table, in the order in which they came. */
  unsortedRows<Row>(table: Table<Row>): Stored<Row>[] {
    return [...this.#rowsOf(table).values()] as Stored<Row>[];
  }

  async #run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const queued: Write[] = [];
    const nowMs = this.#nowMs;
    const result = await work({
      ...(nowMs === undefined ? {} : { nowMs: async () => nowMs() }),
      load: async (table, keys) => this.#load(table, keys),
      find: async (table, filters, options) => this.#find(table, filters, options),
      tail: async (table, after, limit) => this.#tail(table, after, limit),
      head: async (table) => this.#rowsOf(table).size,
      write: (writes) => queued.push(...writes),
    });
    this.#commit(queued);
    return result;
  }

  #load<Row>(table: Table<Row>, keys: readonly Key<Row>[]): Map<string, Stored<Row>> {
    const rows = this.#rowsOf(table);
    const found = new Map<string, Stored<Row>>();
    for (const key of keys) {
      requireStorableKey(key);
      const stored = rows.get(key.id);
      if (stored !== undefined) found.set(key.id, stored as Stored<Row>);
    }
    return found;
  }

  #find<Row>(
    table: Table<Row>,
    filters: readonly Filter[],
    { limit, skip = 0, orderBy, descending }: FindOptions,
  ): Stored<Row>[] {
    const matching = this.unsortedRows(table).filter(({ row }) =>
      filters.every((filter) => passes(row as Record<string, unknown>, filter)),
    );
    const sorted = orderBy === undefined ? sortedByKey(table, matching) : sortedBy(orderBy, matching);
    if (descending) sorted.reverse();
    return sorted.slice(skip, skip + limit);
  }

  /** Rows of an append-only table are never removed, and a map keeps the order in which they came. */
  #tail<Row>(table: Table<Row>, after: number, limit: number): Tail<Row> {
    const rows = [...(this.#rowsOf(table) as Map<string, Stored<Row>>).values()].slice(after, after + limit);
    const entries = rows.map(({ row }, index) => ({ position: after + index + 1, row }));
    return { entries, upTo: after + entries.length, waits: false };
  }

  #commit(writes: readonly Write[]): void {
    // Everything is checked before the first change, so that a commit is all or nothing.
    const written = new Map<string, Set<string>>();
    const changes = writes.map((write) => {
      const name = write.table.name;
      const ids = written.get(name) ?? new Set();
      written.set(name, ids);
      const id = idOf(write);
      assert(!ids.has(id), `${name} ${id} is written twice in one transaction: write what is to remain`);
      ids.add(id);
      const rows = this.#rowsOf(write.table);
      return { rows, id, after: outcomeOf(write, rows.get(id), id) };
    });
    for (const { rows, id, after } of changes) {
      if (after === undefined) rows.delete(id);
      else rows.set(id, after);
    }
  }

  #rowsOf(table: Table): Rows {
    const rows = this.#tables.get(table.name) ?? new Map<string, Stored>();
    this.#tables.set(table.name, rows);
    return rows;
  }
}

function idOf(write: Write): string {
  return write.write === 'delete' ? write.key.id : write.table.keyOf(write.row).id;
}

/** What the write leaves in the place of the row; undefined where it removes it. */
function outcomeOf(write: Write, existing: Stored | undefined, id: string): Stored | undefined {
  const { name } = write.table;
  if (write.write === 'insert' || write.write === 'append') {
    if (existing !== undefined) throw new Conflict(`${name} ${id} exists already`);
    return { row: columnsOf(write.table, write.row), version: write.write === 'insert' ? write.version : 1 };
  }
  if (existing?.version !== write.expectedVersion) {
    throw new Conflict(`${name} ${id} has version ${existing?.version}, not ${write.expectedVersion}`);
  }
  return write.write === 'delete' ? undefined : { row: updated(write, existing?.row), version: write.version };
}

/** Columns that an update says it has not changed stay as they are, even where it is mistaken: a database does the same. */
function updated({ table, row, before }: Extract<Write, { write: 'update' }>, existing: unknown): unknown {
  const whole = columnsOf(table, row);
  if (before === undefined) return whole;
  const [next, loaded, kept] = [whole, before, existing].map((one) => one as Record<string, unknown>);
  return Object.fromEntries(
    Object.keys(table.columns).map((name) => [name, next?.[name] === loaded?.[name] ? kept?.[name] : next?.[name]]),
  );
}

/** What a database would keep of a row: its columns and nothing else. */
function columnsOf(table: Table, row: unknown): unknown {
  requireStorable(table, row);
  return Object.fromEntries(Object.keys(table.columns).map((name) => [name, (row as Record<string, unknown>)[name]]));
}

function passes(row: Record<string, unknown>, { column, operator, value }: Filter): boolean {
  const actual = row[column];
  if (operator === 'in') return (value as unknown[]).includes(actual);
  if (operator === 'not in') return !(value as unknown[]).includes(actual);
  if (operator === '=') return actual === value;
  if (actual === null || actual === undefined) return false;
  const difference = compare(actual, value);
  if (operator === '<=') return difference <= 0;
  if (operator === '>=') return difference >= 0;
  return operator === '<' ? difference < 0 : difference > 0;
}

function sortedByKey<Row>(table: Table<Row>, rows: readonly Stored<Row>[]): Stored<Row>[] {
  const keyed = rows.map((stored) => ({ stored, parts: table.keyOf(stored.row).parts }));
  keyed.sort((left, right) => compareParts(left.parts, right.parts));
  return keyed.map(({ stored }) => stored);
}

function compareParts(left: readonly unknown[], right: readonly unknown[]): number {
  for (const [index, part] of left.entries()) {
    const difference = compare(part, present(right[index], 'key part'));
    if (difference !== 0) return difference;
  }
  return 0;
}

function sortedBy<Row>(column: string, rows: Stored<Row>[]): Stored<Row>[] {
  const sortValue = ({ row }: Stored<Row>): unknown => (row as Record<string, unknown>)[column];
  return rows.sort((left, right) => compare(sortValue(left), sortValue(right)));
}

function compare(left: unknown, right: unknown): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  return Number(left) - Number(right);
}
