import { assert } from '../kernel/assert.ts';
import type { Stored, Transaction, Write } from '../store/store.ts';
import type { Table } from '../store/table.ts';
import {
  type Column,
  instant,
  integer,
  json,
  type Key,
  keyBehind,
  nullable,
  type RowOf,
  table,
  text,
} from '../store/table.ts';
import type { Projection } from './projection.ts';

// A projection's rows exist in generations: readers see the active one while another is built beside it. The row of a
// generation says how far each log is folded into it; it changes in the transaction of the rows, so an event is folded
// once, whoever repeats it and whatever crashes.

/**
 * building -> active -> retired, then gone with its rows. At most one of a projection is active, and one building. No index
 * says so: whoever begins one has seen none, and of two who do so at once the key refuses one, since both chose the next
 * number; whoever makes one active retires the one that was, in the same transaction.
 */
export type GenerationState = 'building' | 'active' | 'retired';

export const generations = table('projection_generations', {
  key: { projection: text, generation: integer },
  columns: {
    state: text as Column<GenerationState>,
    foldVersion: integer,
    /** By source: the position up to which its log is folded in. */
    positions: json<Readonly<Record<string, number>>>(),
    /** Time of the newest event that is folded in. */
    eventAt: nullable(instant),
    startedAt: instant,
  },
});

export type Generation = RowOf<typeof generations>;
export type StoredGeneration = Stored<Generation>;

/** A projection never has more: one active, one building, and what is being removed. */
const MOST_GENERATIONS = 100;

export function generationsOf(transaction: Transaction, name: string): Promise<StoredGeneration[]> {
  const own = [{ column: 'projection', operator: '=' as const, value: name }];
  return transaction.find(generations, own, { limit: MOST_GENERATIONS });
}

export function inState(all: readonly StoredGeneration[], state: GenerationState): StoredGeneration | undefined {
  return all.find(({ row }) => row.state === state);
}

/** A new generation beside the others, from the first event on. */
export function beginGeneration(
  { name, version }: Projection,
  all: readonly StoredGeneration[],
  nowMs: number,
): Extract<Write, { write: 'insert' }> & { readonly row: Generation } {
  const generation = 1 + Math.max(0, ...all.map(({ row }) => row.generation));
  const row: Generation = {
    projection: name,
    generation,
    state: 'building',
    foldVersion: version,
    positions: {},
    eventAt: null,
    startedAt: nowMs,
  };
  return { write: 'insert', table: generations, row, version: 1 };
}

export function changed({ row, version }: StoredGeneration, changes: Partial<Generation>): Write {
  const write = { write: 'update', table: generations, expectedVersion: version, version: version + 1 } as const;
  return { ...write, row: { ...row, ...changes }, before: row };
}

/** A table of the fold as it is in the store: its generation in front of its key. */
export function inGenerations(logical: Table): Table {
  assert(!logical.appendOnly, `${logical.name} is append-only; a projection puts rows`);
  const known = stored.get(logical);
  if (known !== undefined) return known;
  const { columns } = logical;
  const key = Object.fromEntries(logical.keyColumns.map((name) => [name, columns[name] as Column]));
  const rest = Object.fromEntries(Object.entries(columns).filter(([name]) => !(name in key)));
  const made = table(logical.name, { key: { generation: integer, ...key }, columns: rest });
  stored.set(logical, made);
  return made;
}

const stored = new WeakMap<Table, Table>();

export function keyIn(generation: number, key: Key): Key {
  return keyBehind(inGenerations(key.table), generation, key);
}

/** A write of the fold as it is in the store. */
export function writeIn(generation: number, write: Write): Write {
  const physical = inGenerations(write.table);
  if (write.write === 'delete') return { ...write, table: physical, key: keyIn(generation, write.key) };
  return { ...write, table: physical, row: { ...(write.row as object), generation } };
}
