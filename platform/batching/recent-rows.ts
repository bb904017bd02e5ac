import { AgedMap } from '../kernel/aged-map.ts';
import { present } from '../kernel/assert.ts';
import type { Stored, Write } from '../store/store.ts';
import type { Key, Table } from '../store/table.ts';

// Rows of passing tables that this host has just inserted, until it has used them once. What a saga creates it changes
// again a moment later, so most of what a batch would load and lock was written by the batch before it. Nothing is decided on
// trust: a row from here is written under its version, or held against the database within the same transaction
// (executeBatch). Bounded: the oldest are forgotten.

/** Rows of one table: more than a host has sagas in flight under load. */
const CAPACITY = 16_384;

export class RecentRows {
  readonly #tables = new Map<Table, AgedMap<string, Stored>>();

  /** The row, which is forgotten by that: if the batch fails, it is loaded. */
  take({ table, id }: Key): Stored | undefined {
    const rows = this.#tables.get(table);
    const stored = rows?.get(id);
    if (stored !== undefined) rows?.delete(id);
    return stored;
  }

  /** What a committed batch has inserted. */
  remember(writes: readonly Write[]): void {
    for (const write of writes) {
      if (write.write === 'insert' && write.table.passing) this.#add(write.table, write.row, write.version);
    }
  }

  #add(table: Table, row: unknown, version: number): void {
    let rows = this.#tables.get(table);
    if (rows === undefined) {
      rows = new AgedMap();
      this.#tables.set(table, rows);
    }
    if (rows.size >= CAPACITY) rows.delete(present(rows.oldest(), 'the oldest row')[0]);
    rows.renew(table.keyOf(row).id, { row, version });
  }
}
