import { AssertionError } from '../kernel/assert.ts';
import { requireStorable } from '../store/storable.ts';
import type { Stored, Write } from '../store/store.ts';
import { type Change, isLocked, type Key, type Table } from '../store/table.ts';
import type { Rows } from './command.ts';

// The rows of one batch in memory: what was loaded, what the decisions so far made of it, and the writes that turn the
// one into the other. A row's version grows by one with every decision that puts it, so that a batch leaves the same
// versions as its commands one by one.

interface Entry {
  readonly table: Table;
  readonly key: Key;
  readonly loadedVersion: number;
  readonly loadedRow: unknown;
  /** Nobody has looked whether the database has it so. */
  readonly isAssumed: boolean;
  row: unknown;
  version: number;
  changed: boolean;
}

/** A key, and the version that its row was taken to have; 0 for one that was taken for absent. */
export interface Expected {
  readonly key: Key;
  readonly version: number;
}

/** A decision asked for a row that `loads` had not named. */
export class NotLoaded extends AssertionError {}

export class WorkingSet implements Rows {
  readonly #tables = new Map<Table, Map<string, Entry>>();
  readonly #appended: Write[] = [];
  readonly #isChecked: boolean;

  /** Unchecked: what does not fit its column is left to the store, which then refuses all of the batch. */
  constructor({ isChecked = true }: { readonly isChecked?: boolean } = {}) {
    this.#isChecked = isChecked;
  }

  /** Registers the keys as loaded, with the rows that were found. */
  loaded<Row>(keys: readonly Key<Row>[], found: ReadonlyMap<string, Stored<Row>>): void {
    for (const key of keys) this.#register(key, found.get(key.id), false);
  }

  /** Registers the row of a key as it probably is. */
  assumed(key: Key, stored: Stored | undefined): void {
    this.#register(key, stored, true);
  }

  /**
   * What decisions stand on that neither a lock nor a write holds, by table: assumptions, and rows that were absent when
   * they were loaded. Another transaction may have inserted one of those before it let go of what was loaded after.
   */
  unproven(): ReadonlyMap<Table, readonly Expected[]> {
    const unproven = new Map<Table, Expected[]>();
    for (const [table, entries] of this.#tables) {
      for (const { isAssumed, changed, row, key, loadedVersion } of entries.values()) {
        const isWritten = changed && (row !== undefined || loadedVersion > 0);
        const isHeld = !isAssumed && (loadedVersion > 0 || !isLocked(table));
        if (isWritten || isHeld) continue;
        const of = unproven.get(table) ?? [];
        of.push({ key, version: loadedVersion });
        unproven.set(table, of);
      }
    }
    return unproven;
  }

  has(key: Key): boolean {
    return this.#tables.get(key.table)?.has(key.id) ?? false;
  }

  get<Row>(key: Key<Row>): Row | undefined {
    return this.#entry(key).row as Row | undefined;
  }

  version(key: Key): number {
    return this.#entry(key).version;
  }

  apply(changes: readonly Change[]): void {
    // Everything is checked before the first change, so that a decision that cannot be saved changes nothing.
    for (const change of changes) {
      const before = change.change === 'append' ? undefined : this.#entryOf(change.table, change.id).row;
      if (this.#isChecked && change.change !== 'remove') requireStorable(change.table, change.row, before);
    }
    for (const change of changes) this.#applyOne(change);
  }

  /** What the batch has to write. A row that was put and removed within the batch leaves no trace. */
  writes(): Write[] {
    const writes: Write[] = [];
    for (const entries of this.#tables.values()) {
      for (const entry of entries.values()) if (entry.changed) writes.push(...toWrite(entry));
    }
    return [...writes, ...this.#appended];
  }

  #applyOne(change: Change): void {
    if (change.change === 'append') {
      this.#appended.push({ write: 'append', table: change.table, row: change.row });
      if (change.table.readBack) this.#appendedRow(change.table, change.row);
      return;
    }
    const entry = this.#entryOf(change.table, change.id);
    entry.changed = true;
    if (change.change === 'put') {
      entry.row = change.row;
      entry.version += 1;
    } else {
      entry.row = undefined;
      entry.version = 0;
    }
  }

  /** What one decision of the batch appends, the next one reads. */
  #appendedRow(table: Table, row: unknown): void {
    const key: Key = table.keyOf(row);
    const stored = { loadedVersion: 1, loadedRow: row, isAssumed: false, row, version: 1, changed: false };
    this.#entriesOf(table).set(key.id, { table, key, ...stored });
  }

  #register(key: Key, stored: Stored | undefined, isAssumed: boolean): void {
    const { table } = key;
    const version = stored?.version ?? 0;
    const row = stored?.row;
    const entry = { table, key, loadedVersion: version, loadedRow: row, isAssumed, row, version, changed: false };
    this.#entriesOf(table).set(key.id, entry);
  }

  #entry(key: Key): Entry {
    return this.#entryOf(key.table, key.id);
  }

  #entryOf(table: Table, id: string): Entry {
    const entry = this.#tables.get(table)?.get(id);
    if (entry === undefined) throw new NotLoaded(`${table.name} ${id} was not loaded: name it in the command's loads`);
    return entry;
  }

  #entriesOf(table: Table): Map<string, Entry> {
    let entries = this.#tables.get(table);
    if (entries === undefined) {
      entries = new Map();
      this.#tables.set(table, entries);
    }
    return entries;
  }
}

function toWrite({ table, key, row, loadedVersion, loadedRow, version }: Entry): Write[] {
  if (row === undefined) {
    return loadedVersion === 0 ? [] : [{ write: 'delete', table, key, expectedVersion: loadedVersion }];
  }
  if (loadedVersion === 0) return [{ write: 'insert', table, row, version }];
  return [{ write: 'update', table, row, version, expectedVersion: loadedVersion, before: loadedRow }];
}
