import { assert } from '../kernel/assert.ts';
import type { Filter, Stored, Transaction, Write } from '../store/store.ts';
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

/** What is read and what is being built, however many generations wait to be removed. */
export function liveGenerations(transaction: Transaction, name: string): Promise<StoredGeneration[]> {
  const live = { column: 'state', operator: 'in' as const, value: ['active', 'building'] satisfies GenerationState[] };
  return transaction.find(generations, [ofProjection(name), live], { limit: 2 });
}

export interface Generations {
  readonly live: readonly StoredGeneration[];
  /** One that waits to be removed, and was not built by a newer fold than the projection's. */
  readonly retired: StoredGeneration | undefined;
  /** Number of the next one. */
  readonly next: number;
}

/** What there is of a projection, for whoever may begin another. */
export async function generationsOf(transaction: Transaction, { name, version }: Projection): Promise<Generations> {
  const retired = { column: 'state', operator: '=' as const, value: 'retired' satisfies GenerationState };
  const notNewer = { column: 'foldVersion', operator: '<=' as const, value: version };
  // In this order: one that another host begins after the newest was read is among the live ones, or has the next number.
  const [newest, live, removable] = await Promise.all([
    transaction.find(generations, [ofProjection(name)], { limit: 1, descending: true }),
    liveGenerations(transaction, name),
    transaction.find(generations, [ofProjection(name), retired, notNewer], { limit: 1 }),
  ]);
  return { live, retired: removable[0], next: 1 + (newest[0]?.row.generation ?? 0) };
}

function ofProjection(name: string): Filter {
  return { column: 'projection', operator: '=', value: name };
}

export function inState(all: readonly StoredGeneration[], state: GenerationState): StoredGeneration | undefined {
  return all.find(({ row }) => row.state === state);
}

/** A new generation beside the others, from the first event on. */
export function beginGeneration(
  { name, version }: Projection,
  generation: number,
  nowMs: number,
): Extract<Write, { write: 'insert' }> & { readonly row: Generation } {
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
  // In this order: a spread to which something is added gives each row a shape of its own.
  return { ...write, table: physical, row: { generation, ...(write.row as object) } };
}
