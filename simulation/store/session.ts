import {
  Conflict,
  type Filter,
  type FindOptions,
  type Stored,
  StoreUnavailable,
  type Tail,
  type Write,
} from '../../platform/store/store.ts';
import type { Key, Table } from '../../platform/store/table.ts';
import type { Fault } from '../world/faults.ts';
import type { Owner } from '../world/scheduler.ts';
import type { Surroundings } from '../world/surroundings.ts';

// One transaction at the simulated server. Each statement is an event, and so are the commit and the word that it was
// done: in between, other transactions have their turn, rows are locked, hosts crash and connections break.

/** What a transaction needs of the server that it is at. */
export interface Server {
  readonly schema: string;
  readonly world: Surroundings;
  latencyMs(owner: Owner): number;
  load<Row>(table: Table<Row>, keys: readonly Key<Row>[]): Promise<Map<string, Stored<Row>>>;
  find<Row>(table: Table<Row>, filters: readonly Filter[], options: FindOptions): Promise<Stored<Row>[]>;
  /** The simulated server numbers rows as it commits them, so that none is ever passed by. */
  tail<Row>(table: Table<Row>, after: number, limit: number): Promise<Tail<Row>>;
  head(table: Table): Promise<number>;
  /** Takes the lock. Answers who has it, if that is another. */
  tryLock(session: Session, lock: string): Session | undefined;
  isLockedFor(session: Session, lock: string): boolean;
  /** Wakes the session when the one that it waits for is over. */
  whenFree(session: Session, wake: () => void): void;
  end(session: Session): void;
  /** False when it was done, or may have been, and nobody is told. @throws what a server refuses with. */
  commit(session: Session, writes: readonly Write[]): Promise<boolean>;
  met(fault: Fault, owner: Owner): void;
}

export class Session {
  readonly owner: Owner;
  readonly locks = new Set<string>();
  /** Whose lock this one waits for. */
  waitsFor: Session | undefined;
  isCommitting = false;
  isOver = false;
  readonly #database: Server;

  constructor(database: Server, owner: Owner) {
    this.#database = database;
    this.owner = owner;
  }

  load<Row>(table: Table<Row>, keys: readonly Key<Row>[], lock: boolean): Promise<Map<string, Stored<Row>>> {
    if (keys.length === 0) return Promise.resolve(new Map());
    return this.#statement(`${lock ? 'lock' : 'load'} ${table.name}`, async () => {
      const found = await this.#database.load(table, keys);
      const ids = lock ? [...found.keys()].sort() : [];
      return this.#lockAll(ids.map((id) => lockOf(table, id))) ? found : undefined;
    });
  }

  find<Row>(table: Table<Row>, filters: readonly Filter[], options: FindOptions): Promise<Stored<Row>[]> {
    return this.#statement(`find ${table.name}`, async () => {
      if (options.lock === undefined) return this.#database.find(table, filters, options);
      const all = await this.#database.find(table, filters, { ...options, limit: Number.MAX_SAFE_INTEGER });
      const free = all.filter(({ row }) => !this.#database.isLockedFor(this, lockOf(table, table.keyOf(row).id)));
      const taken = free.slice(0, options.limit);
      this.#lockAll(taken.map(({ row }) => lockOf(table, table.keyOf(row).id)));
      return taken;
    });
  }

  tail<Row>(table: Table<Row>, after: number, limit: number): Promise<Tail<Row>> {
    return this.#statement(`tail ${table.name}`, () => this.#database.tail(table, after, limit));
  }

  head(table: Table): Promise<number> {
    return this.#statement(`head ${table.name}`, () => this.#database.head(table));
  }

  /** Reads alone need no commit. */
  async commit(writes: readonly Write[]): Promise<void> {
    if (writes.length > 0) await this.#commit(writes);
    this.end();
  }

  /** Lets go of everything. What was not committed is as if it had never been. */
  end(): void {
    this.isOver = true;
    this.#database.end(this);
  }

  /** Runs a statement until it is not blocked any more: `undefined` says that it waits for a lock. */
  #statement<T>(label: string, perform: () => Promise<T | undefined>): Promise<T> {
    const { scheduler, faults } = this.#database.world;
    return new Promise((resolve, reject) => {
      const attempt = (): void => {
        if (this.isOver) {
          reject(new StoreUnavailable('the server has ended the connection'));
        } else if (faults.occurs('store away')) {
          this.#database.met('store away', this.owner);
          this.end();
          reject(new StoreUnavailable('the connection is broken'));
        } else {
          perform().then((result) => {
            if (result !== undefined) resolve(result);
            else
              this.#database.whenFree(this, () =>
                scheduler.after(0, this.owner, `${this.#name(label)} again`, attempt),
              );
          }, reject);
        }
      };
      scheduler.after(this.#database.latencyMs(this.owner), this.owner, this.#name(label), attempt);
    });
  }

  #commit(writes: readonly Write[]): Promise<void> {
    const { scheduler } = this.#database.world;
    this.isCommitting = true;
    return new Promise((resolve, reject) => {
      const reply = (what: string, tell: () => void): void => {
        scheduler.after(this.#database.latencyMs(this.owner), this.owner, this.#name(what), tell);
      };
      const attempt = (): void => {
        this.#tryCommit(writes).then(
          (outcome) => {
            if (outcome === 'done') reply('committed', resolve);
            else if (outcome === 'unknown')
              reply('connection lost', () => reject(new StoreUnavailable('connection lost')));
            else
              this.#database.whenFree(this, () => scheduler.after(0, undefined, this.#name('commit again'), attempt));
          },
          (error: Error) => reply(`refused: ${error.name}`, () => reject(error)),
        );
      };
      // The server's event and not the host's: what has been sent is done though its sender dies.
      const tables = [...new Set(writes.map(({ table }) => table.name))].join(', ');
      scheduler.after(this.#database.latencyMs(this.owner), undefined, this.#name(`commit ${tables}`), attempt);
    });
  }

  async #tryCommit(writes: readonly Write[]): Promise<'done' | 'unknown' | 'blocked'> {
    if (this.isOver) return 'unknown';
    if (!this.#lockAll(writes.map((write) => lockOf(write.table, idOf(write))))) return 'blocked';
    return (await this.#database.commit(this, writes)) ? 'done' : 'unknown';
  }

  /** Takes the locks in order, as far as they are free. @throws Conflict where waiting would be for ever. */
  #lockAll(locks: readonly string[]): boolean {
    for (const lock of locks) {
      const holder = this.#database.tryLock(this, lock);
      if (holder === undefined) continue;
      for (let other: Session | undefined = holder; other !== undefined; other = other.waitsFor) {
        if (other === this) throw new Conflict('the server found a deadlock');
      }
      this.waitsFor = holder;
      return false;
    }
    this.waitsFor = undefined;
    return true;
  }

  #name(label: string): string {
    return `${this.owner.name} ${this.#database.schema}: ${label}`;
  }
}

function lockOf(table: Table, id: string): string {
  return `${table.name} ${id}`;
}

function idOf(write: Write): string {
  return write.write === 'delete' ? write.key.id : write.table.keyOf(write.row).id;
}
