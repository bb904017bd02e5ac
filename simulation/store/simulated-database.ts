import type { MemoryStore } from '../../platform/store/memory-store.ts';
import {
  Conflict,
  type Filter,
  type FindOptions,
  type Store,
  type Stored,
  type Tail,
  type Transaction,
  type Write,
} from '../../platform/store/store.ts';
import type { Key, Table } from '../../platform/store/table.ts';
import type { Fault } from '../world/faults.ts';
import type { Owner } from '../world/scheduler.ts';
import type { Surroundings } from '../world/surroundings.ts';
import { type Server, Session } from './session.ts';

// One schema at the simulated server: the memory store holds what is committed, and this what a server has beside it.
// Row locks and waiting for them, read committed isolation, deadlocks found, connections that break, transactions of
// hosts that die or stand still. Hosts come and go; this stays.

/** After this time the server ends the transaction of a host that stands still, as the real one is told to. */
const IDLE_IN_TRANSACTION_MS = 5_000;

export interface SimulatedDatabaseOptions {
  readonly schema: string;
  readonly world: Surroundings;
  readonly committed: MemoryStore;
  /** A planted bug: no row is locked and no version is checked. */
  readonly isBlind: boolean;
}

export class SimulatedDatabase implements Server {
  readonly schema: string;
  readonly world: Surroundings;
  readonly committed: MemoryStore;
  readonly #isBlind: boolean;
  readonly #holders = new Map<string, Session>();
  readonly #sessions = new Set<Session>();
  #waiting: { readonly session: Session; readonly wake: () => void }[] = [];

  constructor({ schema, world, committed, isBlind }: SimulatedDatabaseOptions) {
    this.schema = schema;
    this.world = world;
    this.committed = committed;
    this.#isBlind = isBlind;
  }

  /** The store as one host sees it. */
  connect(owner: Owner): Store {
    return { transact: (work) => this.#transact(owner, work) };
  }

  async #transact<T>(owner: Owner, work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const session = new Session(this, owner);
    this.#sessions.add(session);
    const writes: Write[] = [];
    try {
      const result = await work({
        load: (table, keys, options) => session.load(table, keys, options?.lock ?? true),
        find: (table, filters, options) => session.find(table, filters, options),
        tail: (table, after, limit) => session.tail(table, after, limit),
        head: (table) => session.head(table),
        write: (more) => writes.push(...more),
      });
      await session.commit(writes);
      return result;
    } catch (error) {
      session.end();
      throw error;
    }
  }

  /** The host is gone. What it has sent may still be done; everything else is rolled back. */
  hostDied(owner: Owner): void {
    for (const session of this.#sessions) {
      if (session.owner !== owner) continue;
      const isDone = session.isCommitting && this.world.generator.chance(0.5);
      if (!isDone) session.end();
    }
  }

  /** The host stands still: its transactions are ended if it does so for too long. */
  hostFroze(owner: Owner): void {
    const open = [...this.#sessions].filter((session) => session.owner === owner && session.locks.size > 0);
    this.world.scheduler.after(IDLE_IN_TRANSACTION_MS, undefined, `${this.schema}: idle in transaction`, () => {
      if (owner.frozenUntilMs <= this.world.scheduler.nowMs) return;
      for (const session of open) if (!session.isCommitting && !session.isOver) session.end();
    });
  }

  latencyMs(owner: Owner): number {
    const { generator, faults } = this.world;
    if (!faults.occurs('store slow')) return generator.between(0, 2);
    this.met('store slow', owner);
    return generator.between(20, 3_000);
  }

  load<Row>(table: Table<Row>, keys: readonly Key<Row>[]): Promise<Map<string, Stored<Row>>> {
    return this.committed.transact((transaction) => transaction.load(table, keys));
  }

  find<Row>(table: Table<Row>, filters: readonly Filter[], options: FindOptions): Promise<Stored<Row>[]> {
    return this.committed.transact((transaction) => transaction.find(table, filters, options));
  }

  tail<Row>(table: Table<Row>, after: number, limit: number): Promise<Tail<Row>> {
    return this.committed.transact((transaction) => transaction.tail(table, after, limit));
  }

  head(table: Table): Promise<number> {
    return this.committed.transact((transaction) => transaction.head(table));
  }

  /** Takes the lock. Answers who has it, if that is another. */
  tryLock(session: Session, lock: string): Session | undefined {
    const holder = this.#holders.get(lock);
    if (this.#isBlind) return undefined;
    if (holder !== undefined && holder !== session) return holder;
    this.#holders.set(lock, session);
    session.locks.add(lock);
    return undefined;
  }

  isLockedFor(session: Session, lock: string): boolean {
    const holder = this.#holders.get(lock);
    return holder !== undefined && holder !== session;
  }

  /** Wakes the session when the one that it waits for is over. */
  whenFree(session: Session, wake: () => void): void {
    if (session.waitsFor === undefined || session.waitsFor.isOver) wake();
    else this.#waiting.push({ session, wake });
  }

  end(session: Session): void {
    this.#sessions.delete(session);
    for (const lock of session.locks) if (this.#holders.get(lock) === session) this.#holders.delete(lock);
    session.locks.clear();
    const freed = this.#waiting.filter((one) => one.session.waitsFor === session);
    this.#waiting = this.#waiting.filter((one) => one.session.waitsFor !== session);
    for (const { session: waiting, wake } of freed) {
      waiting.waitsFor = undefined;
      wake();
    }
  }

  /** Commits. False when it was done and nobody is told. @throws what a server refuses with. */
  async commit(session: Session, writes: readonly Write[]): Promise<boolean> {
    const { owner } = session;
    const { faults } = this.world;
    const fails = (fault: Fault): boolean => {
      if (!owner.isAlive || !faults.occurs(fault)) return false;
      this.met(fault, owner);
      return true;
    };
    if (fails('crash before commit')) {
      session.end();
      this.world.crash(owner);
      throw new Conflict('nobody is there to read this');
    }
    if (fails('store conflict')) {
      session.end();
      throw new Conflict('another transaction got in between');
    }
    if (fails('commit lost')) {
      session.end();
      return false;
    }
    try {
      await this.committed.transact(async (transaction) => {
        transaction.write(this.#isBlind ? await overwriting(transaction, writes) : writes);
      });
      this.world.committed(this.schema, writes);
    } finally {
      session.end();
    }
    if (fails('crash after commit')) this.world.crash(owner);
    return !fails('commit of unknown outcome');
  }

  met(fault: Fault, owner: Owner): void {
    this.world.met(fault, { host: owner.name, schema: this.schema });
  }
}

/** The writes made to succeed whatever has come in between. */
async function overwriting(transaction: Transaction, writes: readonly Write[]): Promise<Write[]> {
  const made: Write[] = [];
  for (const write of writes) {
    const key = write.write === 'delete' ? write.key : write.table.keyOf(write.row);
    const existing = (await transaction.load(write.table, [key])).get(key.id);
    if (write.write === 'delete') {
      if (existing !== undefined) made.push({ ...write, expectedVersion: existing.version });
    } else if (existing === undefined) {
      made.push(write.write === 'append' ? write : { write: 'insert', table: write.table, row: write.row, version: 1 });
    } else {
      const { version } = existing;
      made.push({
        write: 'update',
        table: write.table,
        row: write.row,
        version: version + 1,
        expectedVersion: version,
      });
    }
  }
  return made;
}
