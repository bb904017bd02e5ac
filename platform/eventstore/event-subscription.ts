import type { Clock } from '../kernel/clock.ts';
import { WorkLoop } from '../messaging/work-loop.ts';
import type { Store, Transaction } from '../store/store.ts';
import type { DomainEvent, EventCatalogue } from './event-catalogue.ts';
import { type RecordedEvent, readAll } from './read-events.ts';
import { eventLog, eventSubscriptions } from './tables.ts';

// A subscription follows the log of one event store: first what was there before it, then, woken at each commit, what
// comes. Where nobody wakes it, because another process committed, it looks every `pollMs`. Its position is durable and
// moves in the transaction in which a page is handled: what the handler writes in that transaction happens once,
// anything else at least once. Events come in the order of commits, a page at a time. A handler that fails gets the
// same page again, after a growing pause; nothing is skipped. Of several processes one at a time works.

export interface EventSubscriptionOptions<Event extends DomainEvent> {
  /** Names the position. */
  readonly name: string;
  readonly store: Store;
  readonly catalogue: EventCatalogue<Event>;
  readonly clock: Clock;
  /** Handles one page. It has to be quick: the position stays locked meanwhile. */
  handle(page: readonly RecordedEvent<Event>[], transaction: Transaction): Promise<void>;
  onFailure(error: Error): void;
  /** How long to go without a wake before looking. */
  readonly pollMs?: number;
  /** Events in one page at the most. */
  readonly pageSize?: number;
}

const POLL_MS = 1_000;
const PAGE_SIZE = 500;

export class EventSubscription<Event extends DomainEvent> {
  readonly #options: EventSubscriptionOptions<Event>;
  readonly #loop: WorkLoop;

  constructor(options: EventSubscriptionOptions<Event>) {
    this.#options = options;
    const { clock, pollMs = POLL_MS, onFailure } = options;
    this.#loop = new WorkLoop({ clock, pollMs, turn: () => this.#turn(), onFailure });
  }

  start(): void {
    this.#loop.start();
  }

  /** Something was committed. */
  wake(): void {
    this.#loop.wake();
  }

  /** Resolves when the page in hand has been handled. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** How many events have been committed and not handled. */
  lag(): Promise<number> {
    const { name, store } = this.#options;
    return store.transact(async (reading) => {
      const log = await reading.find(eventLog, [], { limit: 1 });
      const key = eventSubscriptions.key(name);
      const own = (await reading.load(eventSubscriptions, [key], { lock: false })).get(key.id);
      return (log[0]?.row.position ?? 0) - (own?.row.position ?? 0);
    });
  }

  #turn(): Promise<'more' | 'done'> {
    const { name, store, catalogue, handle, pageSize = PAGE_SIZE } = this.#options;
    return store.transact(async (transaction) => {
      const key = eventSubscriptions.key(name);
      const stored = (await transaction.load(eventSubscriptions, [key])).get(key.id);
      const page = await readAll(transaction, catalogue, { afterPosition: stored?.row.position ?? 0, limit: pageSize });
      const last = page.at(-1);
      if (last === undefined) return 'done';
      await handle(page, transaction);
      const row = { name, position: last.position };
      const moved = { table: eventSubscriptions, row };
      if (stored === undefined) transaction.write([{ write: 'insert', ...moved, version: 1 }]);
      else {
        const { version } = stored;
        transaction.write([{ write: 'update', ...moved, version: version + 1, expectedVersion: version }]);
      }
      return page.length === pageSize ? 'more' : 'done';
    });
  }
}
