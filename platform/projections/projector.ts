import type { Clock } from '../kernel/clock.ts';
import { type Turn, WorkLoop } from '../messaging/work-loop.ts';
import { Conflict, type Store, type Transaction } from '../store/store.ts';
import { advance } from './advance.ts';
import type { LogReader } from './event-log.ts';
import {
  beginGeneration,
  changed,
  type Generations,
  generations,
  generationsOf,
  inGenerations,
  inState,
  type StoredGeneration,
} from './generations.ts';
import type { Projection } from './projection.ts';

// Keeps one projection: folds what is told into the active generation, builds another beside it when one was asked for
// or the fold has changed, switches once that has caught up, and removes what was retired. Every step is a transaction
// that finds where the last one ended in the store: after a crash, or on another host, the next step goes on. An active
// generation that the fold fails at is reported and does not hold up the one that will take its place. One of a newer fold
// is left to hosts that have it, whether it is read, being built or retired: by itself a host goes from older folds to its
// own, never back, so hosts of two versions end with the newer one. Back leads only a rebuild that somebody asks for.

export interface ProjectorOptions {
  readonly store: Store;
  readonly projection: Projection;
  readonly logs: ReadonlyMap<string, LogReader>;
  readonly clock: Clock;
  readonly pollMs: number;
  /** The projection stands as this says from now on. */
  onMoved(generations: readonly StoredGeneration[]): void;
  /** A turn went well. */
  onWorked(): void;
  onFailure(error: Error): void;
}

/** What became of the generation that is read. */
interface Kept {
  /** As it stands now; undefined when another process was there first. */
  readonly generation: StoredGeneration | undefined;
  readonly turn: Turn;
  readonly failure?: Error;
}

/** Rows of a retired generation that are removed in one transaction. */
const REMOVED_AT_ONCE = 500;

export class Projector {
  readonly #options: ProjectorOptions;
  readonly #loop: WorkLoop;

  constructor(options: ProjectorOptions) {
    this.#options = options;
    const { clock, pollMs, onFailure } = options;
    this.#loop = new WorkLoop({ clock, pollMs, turn: () => this.turn(), onFailure });
  }

  start(): void {
    this.#loop.start();
  }

  wake(): void {
    this.#loop.wake();
  }

  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /**
   * A generation of its own is built from the first event on. One of this fold that is being built already is the one asked
   * for. One of another fold is not, also of a newer one: hosts that would build it may be no more. Where there are such
   * hosts, they put a new one of theirs in the place of this.
   */
  rebuild(): Promise<void> {
    const { store, projection, clock } = this.#options;
    return store.transact(async (transaction) => {
      const { live, next } = await generationsOf(transaction, projection);
      const building = inState(live, 'building');
      if (building?.row.foldVersion === projection.version) return;
      const replaced = building === undefined ? [] : [changed(building, { state: 'retired' })];
      transaction.write([...replaced, beginGeneration(projection, next, clock.nowMs())]);
    });
  }

  /** Takes each generation one step further. */
  async turn(): Promise<Turn> {
    try {
      return await this.#step();
    } catch (error) {
      // Another host works on the same projection, and was first.
      if (error instanceof Conflict) return 'busy';
      throw error;
    }
  }

  async #step(): Promise<Turn> {
    const { store, onMoved, onWorked, onFailure } = this.#options;
    const { live, retired } = await store.transact((transaction) => this.#prepared(transaction));
    onMoved(live);
    const active = inState(live, 'active');
    const building = inState(live, 'building');
    const kept = active && (await this.#keepUp(active));
    const failure = kept?.failure;
    if (failure !== undefined) {
      // What is being built may be what mends it.
      if (building === undefined) throw failure;
      onFailure(failure);
    }
    const turns = [kept?.turn];
    if (building !== undefined) turns.push(await this.#build(building, kept));
    if (retired !== undefined) turns.push(await this.#remove(retired));
    if (failure === undefined) onWorked();
    return turns.find((turn) => turn === 'more') ?? turns.find((turn) => turn === 'busy') ?? 'done';
  }

  /** Folds what came into the generation that is read. */
  async #keepUp(active: StoredGeneration): Promise<Kept> {
    const { store, projection, logs, onMoved } = this.#options;
    // Hosts that have the newer fold keep it up. Ours would leave rows of the old one among theirs.
    if (this.#isNewer(active)) return { generation: active, turn: 'done' };
    try {
      const { generation, more } = await advance(store, projection, logs, active);
      if (generation !== undefined) onMoved([generation]);
      return { generation, turn: turnAfter(more) };
    } catch (error) {
      if (error instanceof Conflict) throw error;
      return { generation: active, turn: 'done', failure: error as Error };
    }
  }

  /** Takes the generation that is being built further, and switches to it once it is there. */
  async #build(building: StoredGeneration, kept: Kept | undefined): Promise<Turn> {
    const { store, projection, logs } = this.#options;
    if (this.#isNewer(building)) return 'done';
    const { generation, more } = await advance(store, projection, logs, building);
    // What the logs hold beyond this step the active generation has not got either, or the switch finds out.
    // Where another host has just moved the active one there is nothing to compare with: the next turn does.
    const isComparable = kept === undefined || kept.generation !== undefined;
    const isThere = isComparable && generation !== undefined && more !== 'now';
    return isThere && (await this.#switch(generation, kept?.generation)) ? 'more' : turnAfter(more);
  }

  /** The generations, after one that is needed has been begun in place of one that is of no use. */
  async #prepared(transaction: Transaction): Promise<Generations> {
    const { projection, clock } = this.#options;
    const all = await generationsOf(transaction, projection);
    const isOlder = (one: StoredGeneration): boolean => one.row.foldVersion < projection.version;
    const outdated = all.live.find((one) => one.row.state === 'building' && isOlder(one));
    const isNoneNeeded = all.live.some((one) => one.row.state === 'building' || !isOlder(one));
    if (outdated === undefined && isNoneNeeded) return all;

    const begun = beginGeneration(projection, all.next, clock.nowMs());
    const retired = outdated === undefined ? [] : [changed(outdated, { state: 'retired' })];
    transaction.write([...retired, begun]);
    const kept = all.live.filter((one) => one !== outdated);
    return { ...all, live: [...kept, { row: begun.row, version: begun.version }] };
  }

  #isNewer({ row }: StoredGeneration): boolean {
    return row.foldVersion > this.#options.projection.version;
  }

  /** Makes the new generation the one that is read, unless it is behind the old one. */
  async #switch(built: StoredGeneration, active: StoredGeneration | undefined): Promise<boolean> {
    const { store, onMoved } = this.#options;
    if (active !== undefined && isBehind(built, active)) return false;
    const own = [...(active === undefined ? [] : [active]), built];
    const keys = own.map(({ row }) => generations.key(row.projection, row.generation));
    const isSwitched = await store.transact(async (transaction) => {
      const found = await transaction.load(generations, keys);
      // Neither has been moved by another host since, so the comparison holds.
      if (own.some(({ version }, index) => found.get(keys[index]?.id ?? '')?.version !== version)) return false;
      const retired = active === undefined ? [] : [changed(active, { state: 'retired' })];
      transaction.write([...retired, changed(built, { state: 'active' })]);
      return true;
    });
    if (isSwitched) onMoved([{ row: { ...built.row, state: 'active' }, version: built.version + 1 }]);
    return isSwitched;
  }

  async #remove({ row, version }: StoredGeneration): Promise<Turn> {
    const { store, projection } = this.#options;
    return store.transact(async (transaction) => {
      const own = [{ column: 'generation', operator: '=' as const, value: row.generation }];
      for (const table of projection.tables.map(inGenerations)) {
        const rows = await transaction.find(table, own, { limit: REMOVED_AT_ONCE });
        if (rows.length === 0) continue;
        const removed = rows.map((one) => ({ key: table.keyOf(one.row), expectedVersion: one.version }));
        transaction.write(removed.map((one) => ({ write: 'delete', table, ...one })));
        return 'more';
      }
      const key = generations.key(row.projection, row.generation);
      transaction.write([{ write: 'delete', table: generations, key, expectedVersion: version }]);
      return 'done';
    });
  }
}

function turnAfter(more: 'now' | 'soon' | 'no'): Turn {
  if (more === 'no') return 'done';
  return more === 'now' ? 'more' : 'busy';
}

/** True when some log is folded into the one less far than into the other. */
function isBehind(one: StoredGeneration, other: StoredGeneration): boolean {
  const reached = one.row.positions;
  return Object.entries(other.row.positions).some(([source, position]) => (reached[source] ?? 0) < position);
}
