import { BatchLoop, DEFAULT_LIMITS } from '../batching/batch-loop.ts';
import { settledInHalves } from '../batching/in-halves.ts';
import type { Clock } from '../kernel/clock.ts';
import { isUuid } from '../kernel/ids.ts';
import { Conflict, type Filter, type Store, type Stored, type Transaction, type Write } from '../store/store.ts';
import { transactUntilNoConflict, untilNoConflict } from '../store/until-no-conflict.ts';
import type { SagaDefinition } from './definition.ts';
import { narrow } from './narrow.ts';
import { fitting, type Held, logsOf, setAside } from './saga-logs.ts';
import { logRow, ownersAlive, startedAt } from './saga-rows.ts';
import { evolve, fold, hasEnded, type LogEntry } from './saga-state.ts';
import { storeNowMs } from './store-now.ts';
import { ASLEEP, type SagaLogEntry, type SagaRow, sagas } from './tables.ts';

// The durable side of the engine. A saga's row says that it has been started; its log has every transition, those that may
// wait for another one (`mayFollow`) in one row with it. Rows of sagas that come together are written in one transaction.
// Guarantees: an entry is appended by at most one host, because sequence numbers have no gaps and are unique; the host
// that comes second gets `Fenced` and has to let the saga go.

export interface NewSaga {
  readonly sagaId: string;
  readonly definition: SagaDefinition<never>;
  readonly subjectId: string;
  readonly data: unknown;
  readonly traceId: string;
}

interface NewItem {
  readonly saga: NewSaga;
  readonly owner: string;
}

/** What a host took over, and what it had to set aside because its definition cannot have written its log. */
export interface TakenOver {
  readonly held: readonly Held[];
  readonly unfit: readonly { readonly row: SagaRow; readonly error: Error }[];
}

export interface ParkedSaga {
  readonly definition: string;
  readonly parkedAtMs: number;
}

const NO_ENTRIES: readonly LogEntry[] = [];
const NOTHING: TakenOver = { held: [], unfit: [] };

type Definitions = ReadonlyMap<string, SagaDefinition<never>>;

/** Another host has taken the saga over. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/**
 * Of one saga one entry is under way at a time, so that batches may be written beside each other: while the database is at one,
 * this host prepares another.
 */
const LIMITS = { ...DEFAULT_LIMITS, lanes: 3 };
const CLAIM_CHUNK = 500;
const STRAY_LIMIT = 50_000;
/** Log entries that are read at once. */
const LOG_PAGE = 20_000;

export class SagaJournal {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #logPage: number;
  readonly #begin: BatchLoop<NewItem, Held | undefined>;
  readonly #append: BatchLoop<Held, Held>;

  constructor(store: Store, clock: Clock, logPage = LOG_PAGE) {
    this.#store = store;
    this.#clock = clock;
    this.#logPage = logPage;
    this.#begin = new BatchLoop('saga begin', (items) => apart(items, (part) => this.#beginAll(part)), clock, LIMITS);
    this.#append = new BatchLoop('saga log', (items) => apart(items, (part) => this.#appendAll(part)), clock, LIMITS);
  }

  /** Makes the saga durable. Undefined when its id is known already: then it runs, or has run, elsewhere. */
  begin(saga: NewSaga, owner: string): Promise<Held | undefined> {
    return this.#begin.submit({ saga, owner });
  }

  /** Within a consumer's transaction: sagas begin if and only if it commits. Those that are known already do not. */
  async beginWithin(transaction: Transaction, newSagas: readonly NewSaga[], owner: string): Promise<Held[]> {
    const seen = await knownOf(transaction, newSagas);
    return this.#beginUnseen(transaction, newSagas, owner, seen).filter((held) => held !== undefined);
  }

  /** Appends what is not logged yet. @throws Fenced when the saga is no longer this host's. */
  append(held: Held): Promise<Held> {
    return this.#append.submit(held);
  }

  drained(): Promise<unknown> {
    return Promise.all([this.#begin.drained(), this.#append.drained()]);
  }

  /** Takes over sagas whose owner holds no lease, a chunk at a time. Empty when there are none left. */
  claimOrphans(owner: string, definitions: Definitions): Promise<TakenOver> {
    return transactUntilNoConflict(this.#store, async (transaction) => {
      const alive = await ownersAlive(transaction);
      // A host whose own lease is over would take its sagas from itself, for ever. It has to begin anew.
      if (!alive.has(owner)) return NOTHING;
      const found = await transaction.find(
        sagas,
        [
          { column: 'endedAt', operator: '=', value: null },
          { column: 'owner', operator: 'not in', value: [...alive, ASLEEP] },
          { column: 'definition', operator: 'in', value: [...definitions.keys()] },
        ],
        { limit: CLAIM_CHUNK, lock: 'skip-locked' },
      );
      if (found.length === 0) return NOTHING;
      // Some may belong to a host that has come to life between the two look-ups.
      const aliveNow = await ownersAlive(transaction);
      const orphans = found.filter(({ row }) => !aliveNow.has(row.owner));
      return this.#takeOver(transaction, orphans, owner, definitions);
    });
  }

  /**
   * Sagas that are this owner's but not in its memory: a commit whose outcome was unknown, or a lost race, left them. Found
   * without a lock, so that none is passed over that another host's look for orphans holds for a moment.
   */
  claimStrays(owner: string, definitions: Definitions, isHeld: (sagaId: string) => boolean): Promise<TakenOver> {
    return transactUntilNoConflict(this.#store, async (transaction) => {
      const own = await transaction.find(
        sagas,
        [
          { column: 'endedAt', operator: '=', value: null },
          { column: 'owner', operator: '=', value: owner },
        ],
        { limit: STRAY_LIMIT },
      );
      const strays = own.filter(({ row }) => !isHeld(row.sagaId)).slice(0, CLAIM_CHUNK);
      if (strays.length === 0) return NOTHING;
      const locked = await transaction.load(
        sagas,
        strays.map(({ row }) => sagas.key(row.sagaId)),
      );
      // Another host, or this one, may have got in between.
      const still = [...locked.values()].filter(
        ({ row }) => row.endedAt === null && row.owner === owner && !isHeld(row.sagaId),
      );
      return this.#takeOver(transaction, still, owner, definitions);
    });
  }

  /** Takes over sleeping sagas whose time has come, a chunk at a time. */
  claimAwake(owner: string, definitions: Definitions): Promise<TakenOver> {
    return transactUntilNoConflict(this.#store, async (transaction) => {
      const due = await transaction.find(
        sagas,
        [
          { column: 'wakeAt', operator: '<=', value: await storeNowMs(transaction, this.#clock) },
          { column: 'definition', operator: 'in', value: [...definitions.keys()] },
        ],
        { limit: CLAIM_CHUNK, lock: 'skip-locked' },
      );
      return due.length === 0 ? NOTHING : this.#takeOver(transaction, due, owner, definitions);
    });
  }

  /** Lets go of a saga that waits: whoever is there at that time wakes it. @throws Fenced as `append` does. */
  async sleep({ row, version }: Held, wakeAtMs: number): Promise<void> {
    const asleep: SagaRow = { ...row, owner: ASLEEP, wakeAt: wakeAtMs };
    const update: Write = {
      write: 'update',
      table: sagas,
      row: asleep,
      version: version + 1,
      expectedVersion: version,
      before: row,
    };
    try {
      await this.#store.transact(async (transaction) => transaction.write([update]));
    } catch (error) {
      throw error instanceof Conflict ? fenced(row) : error;
    }
  }

  /** One saga as it stands in the database, with its log. */
  async read(sagaId: string): Promise<{ row: SagaRow; log: SagaLogEntry[] } | undefined> {
    if (!isUuid(sagaId)) return undefined;
    return this.#store.transact(async (transaction) => {
      const key = sagas.key(sagaId);
      const stored = (await transaction.load(sagas, [key], { lock: false })).get(key.id);
      if (stored === undefined) return undefined;
      const log = await logsOf(transaction, [sagaId], this.#logPage);
      return { row: stored.row, log: log.get(sagaId) ?? [] };
    });
  }

  parked(limit: number): Promise<ParkedSaga[]> {
    return this.#store.transact(async (transaction) => {
      const filter: Filter = { column: 'status', operator: '=', value: 'parked' };
      const found = await transaction.find(sagas, [filter], { limit });
      return found.map(({ row }) => ({ definition: row.definition, parkedAtMs: row.endedAt ?? row.createdAt }));
    });
  }

  /** A page of sagas that pass the filters, newest first, with their logs. */
  list(filters: readonly Filter[], limit: number): Promise<{ row: SagaRow; log: SagaLogEntry[] }[]> {
    return this.#store.transact(async (transaction) => {
      const page = await transaction.find(sagas, filters, { limit, descending: true });
      const logs = await logsOf(
        transaction,
        page.map(({ row }) => row.sagaId),
        this.#logPage,
      );
      return page.map(({ row }) => ({ row, log: logs.get(row.sagaId) ?? [] }));
    });
  }

  /** Takes one saga over for an operator, whoever runs it, if `entryFor` finds that its state permits an entry. */
  async seize(
    sagaId: string,
    owner: string,
    definitions: Definitions,
    entryFor: (held: Held) => LogEntry | undefined,
  ): Promise<Held | 'not_found' | 'not_possible'> {
    if (!isUuid(sagaId)) return 'not_found';
    return transactUntilNoConflict(this.#store, async (transaction) => {
      const key = sagas.key(sagaId);
      const stored = (await transaction.load(sagas, [key])).get(key.id);
      if (stored === undefined) return 'not_found';
      const log = (await logsOf(transaction, [sagaId], this.#logPage)).get(sagaId) ?? [];
      const held = fitting(stored, log, definitions);
      const entry = held instanceof Error ? undefined : entryFor(held);
      if (held instanceof Error || entry === undefined) return 'not_possible';
      return logIn(transaction, noted(held, entry), owner);
    });
  }

  async #takeOver(
    transaction: Transaction,
    stored: readonly Stored<SagaRow>[],
    owner: string,
    definitions: Definitions,
  ): Promise<TakenOver> {
    const atMs = this.#clock.nowMs();
    const ids = stored.map(({ row }) => row.sagaId);
    const logs = await logsOf(transaction, ids, this.#logPage);
    const taken = { held: [] as Held[], unfit: [] as { row: SagaRow; error: Error }[] };
    for (const one of stored) {
      const log = logs.get(one.row.sagaId) ?? [];
      const held = fitting(one, log, definitions);
      if (held instanceof Error) {
        transaction.write(setAside(one, log, held, atMs));
        taken.unfit.push({ row: one.row, error: held });
        continue;
      }
      const resumed: LogEntry = { event: 'resumed', step: '', attempt: 1, error: '', atMs };
      taken.held.push(logIn(transaction, noted(held, resumed), owner));
    }
    return taken;
  }

  async #beginAll(items: readonly NewItem[]): Promise<(Held | undefined)[]> {
    let known: ReadonlySet<string> = new Set();
    return untilNoConflict(async (attempt) => {
      if (attempt > 1) known = await this.#known(items);
      return this.#beginUnknown(items, known);
    });
  }

  #beginUnknown(items: readonly NewItem[], known: ReadonlySet<string>): Promise<(Held | undefined)[]> {
    return this.#store.transact(async (transaction) => {
      const seen = new Set(known);
      return items.flatMap(({ saga, owner }) => this.#beginUnseen(transaction, [saga], owner, seen));
    });
  }

  /** Adds to `seen` what it begins. */
  #beginUnseen(
    transaction: Transaction,
    newSagas: readonly NewSaga[],
    owner: string,
    seen: Set<string>,
  ): (Held | undefined)[] {
    return newSagas.map((saga) => {
      if (seen.has(saga.sagaId)) return undefined;
      seen.add(saga.sagaId);
      const { held, writes } = this.#newborn(saga, owner);
      transaction.write(writes);
      return held;
    });
  }

  #known(items: readonly NewItem[]): Promise<Set<string>> {
    return this.#store.transact((transaction) =>
      knownOf(
        transaction,
        items.map(({ saga }) => saga),
      ),
    );
  }

  async #appendAll(items: readonly Held[]): Promise<Held[]> {
    try {
      return await this.#store.transact(async (transaction) => items.map((held) => logIn(transaction, held)));
    } catch (error) {
      const [first, ...others] = items;
      throw first !== undefined && others.length === 0 && error instanceof Conflict ? fenced(first.row) : error;
    }
  }

  #newborn(saga: NewSaga, owner: string): { held: Held; writes: Write[] } {
    const nowMs = this.#clock.nowMs();
    const row: SagaRow = {
      sagaId: saga.sagaId,
      definition: saga.definition.name,
      subjectId: saga.subjectId,
      status: 'in_progress',
      data: saga.data,
      traceId: saga.traceId,
      owner,
      createdAt: nowMs,
      endedAt: null,
      wakeAt: null,
    };
    const started = startedAt(nowMs);
    const definition = narrow(saga.definition, saga.data);
    const state = fold(definition, [started]);
    const held: Held = { row, version: 1, sequence: 0, unlogged: [started], definition, state };
    return { held, writes: [{ write: 'insert', table: sagas, row, version: 1 }] };
  }
}

/** The saga after an entry that is not written yet. */
export function noted(held: Held, entry: LogEntry): Held {
  const { row, version, sequence, unlogged, definition } = held;
  const state = evolve(definition, held.state, entry);
  return { row, version, sequence, unlogged: unlogged.concat(entry), definition, state };
}

/** Makes durable what is not logged yet. The saga's own row only changes with its status or owner. */
function logIn(transaction: Transaction, held: Held, newOwner?: string): Held {
  const { row, version, sequence, unlogged, definition, state } = held;
  const logged = logRow(held, unlogged);
  const length = sequence + unlogged.length;
  if (state.status === row.status && newOwner === undefined) {
    transaction.write([logged]);
    return { row, version, sequence: length, unlogged: NO_ENTRIES, definition, state };
  }
  const owner = newOwner ?? row.owner;
  const endedAt = hasEnded(state) ? (unlogged.at(-1)?.atMs ?? null) : null;
  const next: SagaRow = { ...row, owner, status: state.status, endedAt, wakeAt: null };
  const update: Write = {
    write: 'update',
    table: sagas,
    row: next,
    version: version + 1,
    expectedVersion: version,
    before: row,
  };
  transaction.write([update, logged]);
  return { row: next, version: version + 1, sequence: length, unlogged: NO_ENTRIES, definition, state };
}

/** Only the sagas at fault fail, however many they are: a host that was fenced off may have lost all of them. */
function apart<Item, Value>(items: readonly Item[], run: (items: readonly Item[]) => Promise<readonly Value[]>) {
  return settledInHalves(items, run, Number.POSITIVE_INFINITY);
}

function fenced({ sagaId }: SagaRow): Fenced {
  return new Fenced(`saga ${sagaId} runs on another host`);
}

async function knownOf(transaction: Transaction, newSagas: readonly NewSaga[]): Promise<Set<string>> {
  const keys = newSagas.map(({ sagaId }) => sagas.key(sagaId));
  return new Set((await transaction.load(sagas, keys, { lock: false })).keys());
}
