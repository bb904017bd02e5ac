import { present } from '../kernel/assert.ts';
import {
  Conflict,
  type Filter,
  type FindOptions,
  type Store,
  type Stored,
  type Transaction,
  type Write,
} from './store.ts';
import type { Key, Table } from './table.ts';

// The store in memory, for tests and the simulation. Transactions run one after another, so every loaded row counts
// as locked. Nothing survives the process; within it the guarantees are those of the port.

type Rows = Map<string, Stored>;

export class MemoryStore implements Store {
  readonly #tables = new Map<string, Rows>();
  #last: Promise<unknown> = Promise.resolve();

  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#run(work));
    this.#last = result.catch(() => undefined); // The caller gets the rejection; the next transaction only waits.
    return result;
  }

  /** Every row of a table, in key order: what a test compares. */
  rows<Row>(table: Table<Row>): Stored<Row>[] {
    return sortedByKey(table, [...this.#rowsOf(table).values()] as Stored<Row>[]);
  }

  async #run<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const queued: Write[] = [];
    const result = await work({
      load: async (table, keys) => this.#load(table, keys),
      find: async (table, filters, options) => this.#find(table, filters, options),
      write: (writes) => queued.push(...writes),
    });
    this.#commit(queued);
    return result;
  }

  #load<Row>(table: Table<Row>, keys: readonly Key<Row>[]): Map<string, Stored<Row>> {
    const rows = this.#rowsOf(table);
    const found = new Map<string, Stored<Row>>();
    for (const { id } of keys) {
      const stored = rows.get(id);
      if (stored !== undefined) found.set(id, stored as Stored<Row>);
    }
    return found;
  }

  #find<Row>(table: Table<Row>, filters: readonly Filter[], { limit, descending }: FindOptions): Stored<Row>[] {
    const all = this.rows(table);
    const matching = all.filter(({ row }) => filters.every((filter) => passes(row as Record<string, unknown>, filter)));
    if (descending) matching.reverse();
    return matching.slice(0, limit);
  }

  #commit(writes: readonly Write[]): void {
    // Copies of the touched tables make the commit all-or-nothing.
    const staged = new Map<string, Rows>();
    for (const write of writes) {
      const name = write.table.name;
      const rows = staged.get(name) ?? new Map(this.#rowsOf(write.table));
      staged.set(name, rows);
      apply(rows, write);
    }
    for (const [name, rows] of staged) this.#tables.set(name, rows);
  }

  #rowsOf(table: Table): Rows {
    const rows = this.#tables.get(table.name) ?? new Map<string, Stored>();
    this.#tables.set(table.name, rows);
    return rows;
  }
}

function apply(rows: Rows, write: Write): void {
  const id = write.write === 'delete' ? write.key.id : write.table.keyOf(write.row).id;
  const existing = rows.get(id);
  if (write.write === 'insert' || write.write === 'append') {
    if (existing !== undefined) throw new Conflict(`${write.table.name} ${id} exists already`);
    rows.set(id, { row: write.row, version: write.write === 'insert' ? write.version : 1 });
    return;
  }
  if (existing?.version !== write.expectedVersion) {
    throw new Conflict(`${write.table.name} ${id} has version ${existing?.version}, not ${write.expectedVersion}`);
  }
  if (write.write === 'delete') rows.delete(id);
  else rows.set(id, { row: write.row, version: write.version });
}

function passes(row: Record<string, unknown>, { column, operator, value }: Filter): boolean {
  const actual = row[column];
  if (operator === 'in') return (value as unknown[]).includes(actual);
  if (operator === 'not in') return !(value as unknown[]).includes(actual);
  if (operator === '=') return actual === value;
  if (actual === null || actual === undefined) return false;
  const [left, right] = [actual as number, value as number];
  if (operator === '<=') return left <= right;
  return operator === '<' ? left < right : left > right;
}

function sortedByKey<Row>(table: Table, rows: Stored<Row>[]): Stored<Row>[] {
  return rows.sort((left, right) => {
    const leftParts = table.keyOf(left.row).parts as (string | number)[];
    const rightParts = table.keyOf(right.row).parts as (string | number)[];
    for (const [index, part] of leftParts.entries()) {
      const other = present(rightParts[index], 'key part');
      if (part !== other) return part < other ? -1 : 1;
    }
    return 0;
  });
}
