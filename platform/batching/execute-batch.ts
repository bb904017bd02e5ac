import { requireStorableKey } from '../store/storable.ts';
import type { Store, Stored, Transaction } from '../store/store.ts';
import { type Change, isLocked, type Key, type Table } from '../store/table.ts';
import type { Command, Emitted } from './command.ts';
import { prove } from './prove.ts';
import type { RecentRows } from './recent-rows.ts';
import { NotLoaded, WorkingSet } from './working-set.ts';

// One batch, one transaction: load what every command touches, decide each in arrival order, save once. A command whose
// decision throws changes nothing and fails alone; a failure of the transaction fails the whole batch (see BatchedCommands).
// Keys that depend on rows are named before anything is decided. Where a decision ahead has changed such a row, so that
// another key is needed, the batch ends there and the command begins the next one.

/** What a batch needs to know of a command. */
export type Decider = Pick<Command, 'loads' | 'decide'> & Partial<Pick<Command, 'creates'>>;

/** A command as it waits in a batch. */
export interface Pending {
  readonly command: Decider;
  readonly request: unknown;
  readonly nowMs: number;
  readonly traceId: string | undefined;
  /** Its sender has not sent it before. */
  readonly isFirst: boolean;
}

export type Settled = { readonly reply: unknown } | { readonly failure: Error };

/** An event as a batch commits it. */
export interface CommittedEvent extends Emitted {
  readonly traceId: string | undefined;
  readonly atMs: number;
}

/** What every batch needs to know of its module. */
export interface BatchContext {
  readonly store: Store;
  /** Every table of the module whose rows decisions read, in the order in which they are loaded and locked. */
  readonly tables: readonly Table[];
  /** Adds the batch's events to the outbox, within the batch's transaction. False when none of them has to be told. */
  record(transaction: Transaction, events: readonly CommittedEvent[]): boolean;
  /** Called once recorded events have been committed: wakes whoever relays them. */
  recorded?(): void;
  /** Called once a batch, when it has ended: for metrics. */
  batchEnded?(batch: EndedBatch): void;
}

export interface EndedBatch {
  /** Commands in it. */
  readonly size: number;
  /** How long its first command waited for it to begin. */
  readonly waitedMs: number;
  readonly durationMs: number;
}

/**
 * Runs the batch and answers its commands, in order: all of them, or as many as came before one that has to be loaded
 * again, and the first in any case. Rejects when the transaction failed: then nothing happened, or, if the connection
 * broke at commit, nobody knows.
 * With `recent`, rows of passing tables are not loaded where they can be told without: rejects with `Conflict` when one of them was
 * otherwise, and is to be run again without.
 */
export async function executeBatch(
  batch: readonly Pending[],
  context: BatchContext,
  recent?: RecentRows,
): Promise<Settled[]> {
  const { settled, isRecorded, writes } = await context.store.transact(async (transaction) => {
    const rows = new WorkingSet();
    const unreadable = await loadAll(batch, rows, transaction, context.tables, recent);
    const events: CommittedEvent[] = [];
    const settled: Settled[] = [];
    for (const [index, pending] of batch.entries()) {
      const failure = unreadable.get(index);
      const outcome = failure === undefined ? decideOne(pending, rows, events) : { failure };
      if (index > 0 && 'failure' in outcome && outcome.failure instanceof NotLoaded) break;
      settled.push(outcome);
    }
    await prove(rows, transaction);
    const writes = rows.writes();
    transaction.write(writes);
    const isRecorded = events.length > 0 && context.record(transaction, events);
    return { settled, isRecorded, writes };
  });
  recent?.remember(writes);
  if (isRecorded) context.recorded?.();
  return settled;
}

/** Loads table by table in the module's order: every host locks in the same order, so batches cannot deadlock each other. */
async function loadAll(
  batch: readonly Pending[],
  rows: WorkingSet,
  transaction: Transaction,
  tables: readonly Table[],
  recent: RecentRows | undefined,
): Promise<Map<number, Error>> {
  const unreadable = new Map<number, Error>();
  const soFar = new LoadedSoFar(rows);
  // Keys that were named without a look at any row stay as they are from table to table.
  const fixed: (readonly Key[] | undefined)[] = [];
  for (const table of tables) {
    const keys = new Map<string, Key>();
    /** Keys that somebody names who does not create their row. */
    const expected = new Set<string>();
    let locksOthers = false;
    for (const [index, { command, request, isFirst }] of batch.entries()) {
      if (unreadable.has(index)) continue;
      try {
        const named = fixed[index] ?? command.loads(request, soFar);
        if (!soFar.wasAsked()) fixed[index] = named;
        locksOthers ||= fixed[index] === undefined || named.some((key) => key.table !== table && isLocked(key.table));
        for (const key of keysIn(table, named)) {
          keys.set(key.id, key);
          if (!(isFirst && command.creates)) expected.add(key.id);
        }
      } catch (error) {
        unreadable.set(index, error as Error);
      }
    }
    const wanted =
      recent && table.passing ? notAssumed(keys, expected, rows, { recent, locksOthers }) : [...keys.values()];
    rows.loaded(
      wanted,
      wanted.length === 0 ? new Map() : await transaction.load(table, wanted, { lock: isLocked(table) }),
    );
  }
  return unreadable;
}

/**
 * The keys whose rows have to be loaded. Those of the others are registered as they probably are. Batches lock in the
 * order of tables and keys, so that none waits for one that waits for it. A row from memory is locked by its write, after
 * everything that was loaded: so all rows of a batch come from memory, in the order of their keys, or none. An absent row
 * has no lock.
 */
function notAssumed(
  keys: ReadonlyMap<string, Key>,
  expected: ReadonlySet<string>,
  rows: WorkingSet,
  { recent, locksOthers }: { readonly recent: RecentRows; readonly locksOthers: boolean },
): Key[] {
  const known = new Map<string, Stored>();
  for (const key of keys.values()) {
    const stored = recent.take(key);
    if (stored !== undefined) known.set(key.id, stored);
  }
  const isAllKnown = !locksOthers && [...expected].every((id) => known.has(id));
  const wanted: Key[] = [];
  const inOrder = isAllKnown ? [...keys.values()].sort((one, other) => (one.id < other.id ? -1 : 1)) : keys.values();
  for (const key of inOrder) {
    const stored = known.get(key.id);
    if (isAllKnown || (stored === undefined && !expected.has(key.id))) rows.assumed(key, stored);
    else wanted.push(key);
  }
  return wanted;
}

function keysIn(table: Table, keys: readonly Key[]): Key[] {
  const own = keys.filter((key) => key.table === table);
  for (const key of own) requireStorableKey(key);
  return own;
}

/** While loading, a row of a table that has not been loaded yet reads as absent. */
class LoadedSoFar {
  readonly #rows: WorkingSet;
  #asked = false;

  constructor(rows: WorkingSet) {
    this.#rows = rows;
  }

  /** Whether anybody looked at a row since the last time of asking. */
  wasAsked(): boolean {
    const asked = this.#asked;
    this.#asked = false;
    return asked;
  }

  get<Row>(key: Key<Row>): Row | undefined {
    this.#asked = true;
    return this.#rows.has(key) ? this.#rows.get(key) : undefined;
  }

  version(key: Key): number {
    this.#asked = true;
    return this.#rows.has(key) ? this.#rows.version(key) : 0;
  }
}

function decideOne({ command, request, nowMs, traceId }: Pending, rows: WorkingSet, events: CommittedEvent[]): Settled {
  try {
    const { reply, effects } = command.decide(rows, request, { nowMs });
    const changes: Change[] = [];
    const emitted: CommittedEvent[] = [];
    for (const effect of effects) {
      if ('emit' in effect) {
        const { emit, key, payload } = effect;
        emitted.push({ emit, key, payload, traceId, atMs: nowMs });
      } else changes.push(effect);
    }
    rows.apply(changes);
    events.push(...emitted);
    return { reply };
  } catch (error) {
    return { failure: error as Error };
  }
}
