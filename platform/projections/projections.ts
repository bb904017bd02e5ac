import type { Clock } from '../kernel/clock.ts';
import type { Turn } from '../messaging/work-loop.ts';
import type { Filter, FindOptions, Store, Stored } from '../store/store.ts';
import type { Table } from '../store/table.ts';
import { logOf } from './advance.ts';
import type { LogReader } from './event-log.ts';
import { inGenerations, inState, liveGenerations, type StoredGeneration } from './generations.ts';
import type { Projection } from './projection.ts';
import { lagOf, type ProjectionStatus } from './projection-status.ts';
import { Projector } from './projector.ts';

// The projections of a host. Guarantees: a view is the fold of its events up to its positions, each event once; a reader
// sees one whole generation, never a part of one; a rebuild takes nothing away from readers until it is complete. Does
// not guarantee that a view is up to date: whoever needs what has just been committed asks `caughtUp` first, and goes
// elsewhere when it says no. Folding waits `lingerMs` after a commit, so that the events of one order meet in one write
// of its row; whoever waits for a view does not wait for that.

export interface ProjectionsOptions {
  readonly store: Store;
  readonly projections: readonly Projection[];
  /** By the package of the contract: "ordering.v1". */
  readonly logs: ReadonlyMap<string, LogReader>;
  readonly clock: Clock;
  readonly lingerMs?: number;
  /** How often to look for what other hosts have written. */
  readonly pollMs?: number;
  onFailure(projection: string, error: Error): void;
}

/** How often a page is read again because the generation was switched meanwhile. */
const MOST_LOOKS = 5;

interface Waiter {
  readonly heads: Readonly<Record<string, number>>;
  resolve(isThere: boolean): void;
}

interface Kept {
  readonly projection: Projection;
  readonly projector: Projector;
  /** As last seen. */
  active: StoredGeneration | undefined;
  failure: Error | undefined;
  waiters: Waiter[];
}

export class Projections {
  readonly #options: ProjectionsOptions;
  readonly #kept: ReadonlyMap<string, Kept>;
  #cancelLinger: (() => void) | undefined;

  constructor(options: ProjectionsOptions) {
    this.#options = options;
    this.#kept = new Map(options.projections.map((projection) => [projection.name, this.#keep(projection)]));
  }

  get names(): readonly string[] {
    return [...this.#kept.keys()];
  }

  start(): void {
    for (const { projector } of this.#kept.values()) projector.start();
  }

  async stop(): Promise<void> {
    this.#cancelLinger?.();
    await Promise.all([...this.#kept.values()].map(({ projector }) => projector.stop()));
    for (const kept of this.#kept.values()) for (const { resolve } of kept.waiters.splice(0)) resolve(false);
  }

  /** Something was or is about to be committed to a log. */
  wake(): void {
    this.#cancelLinger ??= this.#options.clock.after(this.#options.lingerMs ?? 2_000, () => {
      this.#cancelLinger = undefined;
      for (const { projector } of this.#kept.values()) projector.wake();
    });
  }

  /** One step of a projection, for whoever owns the time: a simulation, a test. */
  turn(name: string): Promise<Turn> {
    return this.#get(name).projector.turn();
  }

  /** Begins to build anew. What is read stays as it is until that has caught up. */
  async rebuild(name: string): Promise<void> {
    const { projector } = this.#get(name);
    await projector.rebuild();
    projector.wake();
  }

  /** Whether the view holds everything that was committed before this call; false when it does not get there in time. */
  async caughtUp(name: string, withinMs: number): Promise<boolean> {
    const kept = this.#get(name);
    const { logs, clock } = this.#options;
    const { sources } = kept.projection;
    const positions = await Promise.all(sources.map((source) => logOf(logs, source).head()));
    const heads = Object.fromEntries(sources.map((source, index) => [source, positions[index] ?? 0]));
    if (hasReached(kept.active, heads)) return true;
    return new Promise((resolve) => {
      const cancel = clock.after(withinMs, () => {
        kept.waiters = kept.waiters.filter((other) => other !== waiter);
        resolve(false);
      });
      const waiter: Waiter = {
        heads,
        resolve: (isThere) => {
          cancel();
          resolve(isThere);
        },
      };
      kept.waiters.push(waiter);
      kept.projector.wake();
    });
  }

  /**
   * Rows of the active generation that pass every filter, in key order; undefined when none has been built yet. All of
   * them are of one generation that was complete while they were read.
   */
  async find<Row>(
    name: string,
    table: Table<Row>,
    filters: readonly Filter[],
    options: FindOptions,
  ): Promise<Stored<Row>[] | undefined> {
    const kept = this.#get(name);
    const physical = inGenerations(table) as Table<Row>;
    return this.#options.store.transact(async (transaction) => {
      for (let look = 0; look < MOST_LOOKS; look++) {
        const generation = kept.active?.row.generation;
        const own: Filter = { column: 'generation', operator: '=', value: generation };
        // In this order: a generation that is active after its rows were read was whole while they were.
        const [rows, all] = await Promise.all([
          generation === undefined ? [] : transaction.find(physical, [own, ...filters], options),
          liveGenerations(transaction, name),
        ]);
        const active = inState(all, 'active');
        if (active?.row.generation === generation) return generation === undefined ? undefined : rows;
        kept.active = active;
      }
      return undefined;
    });
  }

  status(): Promise<ProjectionStatus[]> {
    return Promise.all([...this.#kept.keys()].map((name) => this.statusOf(name)));
  }

  async statusOf(name: string): Promise<ProjectionStatus> {
    const { projection, failure } = this.#get(name);
    const { store, logs, clock } = this.#options;
    const all = await store.transact((transaction) => liveGenerations(transaction, name));
    const [active, building] = [inState(all, 'active'), inState(all, 'building')];
    return {
      name,
      active: active && (await lagOf(projection, logs, active.row, clock.nowMs())),
      building: building && (await lagOf(projection, logs, building.row, clock.nowMs())),
      error: failure?.message,
    };
  }

  #get(name: string): Kept {
    const kept = this.#kept.get(name);
    if (kept === undefined) throw new Error(`there is no projection ${name}; there are ${this.names.join(', ')}`);
    return kept;
  }

  #keep(projection: Projection): Kept {
    const { store, logs, clock, pollMs = 1_000, onFailure } = this.#options;
    const projector = new Projector({
      store,
      projection,
      logs,
      clock,
      pollMs,
      onMoved: (moved) => this.#moved(kept, moved),
      onWorked: () => {
        kept.failure = undefined;
      },
      onFailure: (error) => {
        kept.failure = error;
        onFailure(projection.name, error);
      },
    });
    const kept: Kept = { projection, projector, active: undefined, failure: undefined, waiters: [] };
    return kept;
  }

  #moved(kept: Kept, moved: readonly StoredGeneration[]): void {
    const active = inState(moved, 'active');
    if (active === undefined) return;
    kept.active = active;
    const there = kept.waiters.filter(({ heads }) => hasReached(active, heads));
    kept.waiters = kept.waiters.filter((waiter) => !there.includes(waiter));
    for (const { resolve } of there) resolve(true);
  }
}

function hasReached(generation: StoredGeneration | undefined, heads: Readonly<Record<string, number>>): boolean {
  if (generation === undefined) return false;
  const { positions } = generation.row;
  return Object.entries(heads).every(([source, head]) => (positions[source] ?? 0) >= head);
}
