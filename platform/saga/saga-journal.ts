import { BatchLoop } from '../batching/batch-loop.ts';
import type { Clock } from '../kernel/clock.ts';
import { Conflict, type Filter, type Store, type Stored, type Transaction, type Write } from '../store/store.ts';
import type { SagaDefinition } from './definition.ts';
import { evolve, fold, hasEnded, type LogEntry, type SagaState } from './saga-state.ts';
import { eventOf, leases, type SagaLogRow, type SagaRow, sagaLog, sagas } from './tables.ts';

// The durable side of the engine: every transition is a row of the log before it has any effect. Transitions that come
// together are written in one transaction. Guarantees: an entry is appended by at most one host, because sequence
// numbers have no gaps and are unique; the host that comes second gets `Fenced` and has to let the saga go.

/** A saga in the hands of this host. */
export interface Held {
  readonly row: SagaRow;
  /** Version of the saga's row. */
  readonly version: number;
  /** Sequence number of the last log entry. */
  readonly sequence: number;
  readonly definition: SagaDefinition<never>;
  readonly state: SagaState;
}

export interface NewSaga {
  readonly sagaId: string;
  readonly definition: SagaDefinition<never>;
  readonly subjectId: string;
  readonly data: unknown;
  readonly traceId: string;
}

/** Another host has taken the saga over. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

const CLAIM_CHUNK = 500;
const STRAY_LIMIT = 50_000;
/** More entries than this one saga never has in one chunk: the bound only keeps the query bounded. */
const LOG_LIMIT = 200_000;

export class SagaJournal {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #begin: BatchLoop<{ saga: NewSaga; owner: string }, Held | undefined>;
  readonly #append: BatchLoop<{ held: Held; entry: LogEntry }, Held>;

  constructor(store: Store, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
    this.#begin = new BatchLoop('saga begin', (items) => this.#beginAll(items), clock);
    this.#append = new BatchLoop('saga log', (items) => this.#appendAll(items), clock);
  }

  /** Makes the saga durable. Undefined when its id is known already: then it runs, or has run, elsewhere. */
  begin(saga: NewSaga, owner: string): Promise<Held | undefined> {
    return this.#begin.submit({ saga, owner });
  }

  /** Within a consumer's transaction: the saga begins if and only if the transaction commits. */
  beginWithin(transaction: Transaction, saga: NewSaga, owner: string): Held {
    const { held, writes } = this.#newborn(saga, owner);
    transaction.write(writes);
    return held;
  }

  /** Appends the entry. @throws Fenced when the saga is no longer this host's. */
  append(held: Held, entry: LogEntry): Promise<Held> {
    return this.#append.submit({ held, entry });
  }

  drained(): Promise<unknown> {
    return Promise.all([this.#begin.drained(), this.#append.drained()]);
  }

  /** Renews the owner's lease and removes leases that are over. False when the owner had a lease before and lost it. */
  renew(owner: string, expiresAtMs: number, first: boolean): Promise<boolean> {
    return this.#store.transact(async (transaction) => {
      const key = leases.key(owner);
      const own = (await transaction.load(leases, [key])).get(key.id);
      if (own === undefined && !first) return false;
      const over = await transaction.find(
        leases,
        [{ column: 'expiresAt', operator: '<', value: this.#clock.nowMs() }],
        { limit: 100, lock: 'skip-locked' },
      );
      const removed = over.filter(({ row }) => row.owner !== owner);
      transaction.write([putLease(own, { owner, expiresAt: expiresAtMs }), ...removed.map(removeLease)]);
      return true;
    });
  }

  /** Ends leases at once: this host's at its end, or everybody else's where the host knows that it is alone. */
  async release(isOver: (owner: string) => boolean): Promise<void> {
    await this.#store.transact(async (transaction) => {
      const all = await transaction.find(leases, [], { limit: 1000, lock: 'skip-locked' });
      transaction.write(all.filter(({ row }) => isOver(row.owner)).map(removeLease));
    });
  }

  /** Takes over sagas whose owner holds no lease, a chunk at a time. Empty when there are none left. */
  claimOrphans(owner: string, definitions: ReadonlyMap<string, SagaDefinition<never>>): Promise<Held[]> {
    return this.#store.transact(async (transaction) => {
      const alive = await transaction.find(leases, [], { limit: 1000 });
      const orphans = await transaction.find(
        sagas,
        [
          { column: 'endedAt', operator: '=', value: null },
          { column: 'owner', operator: 'not in', value: alive.map(({ row }) => row.owner) },
          { column: 'definition', operator: 'in', value: [...definitions.keys()] },
        ],
        { limit: CLAIM_CHUNK, lock: 'skip-locked' },
      );
      return this.#takeOver(transaction, orphans, owner, definitions);
    });
  }

  /** Sagas that are this owner's but not in its memory: a commit whose outcome was unknown, or a lost race, left them. */
  claimStrays(
    owner: string,
    definitions: ReadonlyMap<string, SagaDefinition<never>>,
    isHeld: (sagaId: string) => boolean,
  ): Promise<Held[]> {
    return this.#store.transact(async (transaction) => {
      const own = await transaction.find(
        sagas,
        [
          { column: 'endedAt', operator: '=', value: null },
          { column: 'owner', operator: '=', value: owner },
        ],
        { limit: STRAY_LIMIT, lock: 'skip-locked' },
      );
      const strays = own.filter(({ row }) => !isHeld(row.sagaId)).slice(0, CLAIM_CHUNK);
      return this.#takeOver(transaction, strays, owner, definitions);
    });
  }

  /** One saga as it stands in the database, with its log. */
  read(sagaId: string): Promise<{ row: SagaRow; log: SagaLogRow[] } | undefined> {
    return this.#store.transact(async (transaction) => {
      const key = sagas.key(sagaId);
      const stored = (await transaction.load(sagas, [key], { lock: false })).get(key.id);
      if (stored === undefined) return undefined;
      const log = await transaction.find(sagaLog, [{ column: 'sagaId', operator: '=', value: sagaId }], {
        limit: LOG_LIMIT,
      });
      return { row: stored.row, log: log.map(({ row }) => row) };
    });
  }

  /** A page of sagas that pass the filters, newest first, with their logs. */
  list(filters: readonly Filter[], limit: number): Promise<{ row: SagaRow; log: SagaLogRow[] }[]> {
    return this.#store.transact(async (transaction) => {
      const page = await transaction.find(sagas, filters, { limit, descending: true });
      const ids = page.map(({ row }) => row.sagaId);
      const log = await transaction.find(sagaLog, [{ column: 'sagaId', operator: 'in', value: ids }], {
        limit: LOG_LIMIT,
      });
      return page.map(({ row }) => ({
        row,
        log: log.map((entry) => entry.row).filter(({ sagaId }) => sagaId === row.sagaId),
      }));
    });
  }

  /** Takes one saga over for an operator, whoever runs it, if `allowed` says that its state permits the entry. */
  seize(
    sagaId: string,
    owner: string,
    definitions: ReadonlyMap<string, SagaDefinition<never>>,
    entryFor: (held: Held) => LogEntry | undefined,
  ): Promise<Held | 'not_found' | 'not_possible'> {
    return this.#store.transact(async (transaction) => {
      const key = sagas.key(sagaId);
      const stored = (await transaction.load(sagas, [key])).get(key.id);
      if (stored === undefined) return 'not_found';
      const [held] = await this.#read(transaction, [stored], definitions);
      const entry = held === undefined ? undefined : entryFor(held);
      if (held === undefined || entry === undefined) return 'not_possible';
      const { next, writes } = this.#next({ ...held, row: { ...held.row, owner } }, entry, true);
      transaction.write(writes);
      return next;
    });
  }

  async #takeOver(
    transaction: Transaction,
    stored: readonly Stored<SagaRow>[],
    owner: string,
    definitions: ReadonlyMap<string, SagaDefinition<never>>,
  ): Promise<Held[]> {
    const entry: LogEntry = { event: 'resumed', step: '', attempt: 1, error: '', atMs: this.#clock.nowMs() };
    const read = await this.#read(transaction, stored, definitions);
    return read.map((held) => {
      const { next, writes } = this.#next({ ...held, row: { ...held.row, owner } }, entry, true);
      transaction.write(writes);
      return next;
    });
  }

  async #read(
    transaction: Transaction,
    stored: readonly Stored<SagaRow>[],
    definitions: ReadonlyMap<string, SagaDefinition<never>>,
  ): Promise<Held[]> {
    if (stored.length === 0) return [];
    const ids = stored.map(({ row }) => row.sagaId);
    const log = await transaction.find(sagaLog, [{ column: 'sagaId', operator: 'in', value: ids }], {
      limit: LOG_LIMIT,
    });
    const bySaga = new Map<string, LogEntry[]>(ids.map((id) => [id, []]));
    for (const { row } of log) bySaga.get(row.sagaId)?.push(entryOf(row));
    return stored.flatMap(({ row, version }) => {
      const definition = definitions.get(row.definition);
      const entries = bySaga.get(row.sagaId) ?? [];
      if (definition === undefined) return [];
      return [{ row, version, definition, sequence: entries.length, state: fold(definition, entries) }];
    });
  }

  async #beginAll(
    items: readonly { saga: NewSaga; owner: string }[],
  ): Promise<PromiseSettledResult<Held | undefined>[]> {
    const begin = (known: ReadonlySet<string>): Promise<(Held | undefined)[]> =>
      this.#store.transact(async (transaction) => {
        const seen = new Set(known);
        return items.map(({ saga, owner }) => {
          if (seen.has(saga.sagaId)) return undefined;
          seen.add(saga.sagaId);
          return this.beginWithin(transaction, saga, owner);
        });
      });
    const held = await begin(new Set()).catch(async (error: unknown) => {
      if (!(error instanceof Conflict)) throw error;
      return begin(await this.#known(items.map(({ saga }) => saga.sagaId)));
    });
    return held.map((value) => ({ status: 'fulfilled', value }));
  }

  #known(sagaIds: readonly string[]): Promise<Set<string>> {
    return this.#store.transact(async (transaction) => {
      const keys = sagaIds.map((id) => sagas.key(id));
      return new Set((await transaction.load(sagas, keys, { lock: false })).keys());
    });
  }

  async #appendAll(items: readonly { held: Held; entry: LogEntry }[]): Promise<PromiseSettledResult<Held>[]> {
    try {
      const next = await this.#store.transact(async (transaction) => {
        const all = items.map(({ held, entry }) => this.#next(held, entry, false));
        transaction.write(all.flatMap(({ writes }) => writes));
        return all.map((one) => one.next);
      });
      return next.map((value) => ({ status: 'fulfilled', value }));
    } catch (error) {
      const single = items.length === 1 ? items[0] : undefined;
      if (single !== undefined && error instanceof Conflict) {
        return [{ status: 'rejected', reason: new Fenced(`saga ${single.held.row.sagaId} runs on another host`) }];
      }
      if (!(error instanceof Conflict)) return items.map(() => ({ status: 'rejected', reason: error }));
      // Only the fenced ones must fail: halves find them without a transaction for each.
      const middle = Math.ceil(items.length / 2);
      return [...(await this.#appendAll(items.slice(0, middle))), ...(await this.#appendAll(items.slice(middle)))];
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
    };
    const started: LogEntry = { event: 'started', step: '', attempt: 1, error: '', atMs: nowMs };
    const state = fold(saga.definition, [started]);
    const held: Held = { row, version: 1, sequence: 1, definition: saga.definition, state };
    return { held, writes: [{ write: 'insert', table: sagas, row, version: 1 }, logRow(held, started)] };
  }

  /** The saga after an entry, and the rows that make it durable. The saga's own row only changes with its status or owner. */
  #next(held: Held, entry: LogEntry, newOwner: boolean): { next: Held; writes: Write[] } {
    const state = evolve(held.definition, held.state, entry);
    const sequence = held.sequence + 1;
    if (state.status === held.state.status && !newOwner) {
      const next = { ...held, state, sequence };
      return { next, writes: [logRow(next, entry)] };
    }
    const row = { ...held.row, status: state.status, endedAt: hasEnded(state) ? entry.atMs : null };
    const version = held.version + 1;
    const next = { ...held, row, version, state, sequence };
    const update: Write = { write: 'update', table: sagas, row, version, expectedVersion: held.version };
    return { next, writes: [update, logRow(next, entry)] };
  }
}

function logRow({ row, sequence }: Held, { atMs, ...entry }: LogEntry): Write {
  const logged: SagaLogRow = { sagaId: row.sagaId, sequence, at: atMs, ...entry, traceId: row.traceId };
  return { write: 'append', table: sagaLog, row: logged };
}

export function entryOf(row: SagaLogRow): LogEntry {
  return { event: eventOf(row), step: row.step, attempt: row.attempt, error: row.error, atMs: row.at };
}

type Lease = { readonly owner: string; readonly expiresAt: number };

function putLease(own: Stored<Lease> | undefined, row: Lease): Write {
  if (own === undefined) return { write: 'insert', table: leases, row, version: 1 };
  return { write: 'update', table: leases, row, version: own.version + 1, expectedVersion: own.version };
}

function removeLease({ row, version }: Stored<Lease>): Write {
  return { write: 'delete', table: leases, key: leases.key(row.owner), expectedVersion: version };
}
