import type { CommittedEvent } from '../batching/execute-batch.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Store, Transaction } from '../store/store.ts';
import { ledger, text, uuid } from '../store/table.ts';

// A module's events, kept for the views: one row for a committed batch, whatever the number of its commands, written in
// the batch's transaction. Nothing is marked, delivered or removed: every projection remembers its own position. Unlike
// the outbox it tells nobody; unlike the outbox it can be read again from the beginning.

export const viewFeed = ledger('view_feed', {
  key: { recordId: uuid },
  columns: {
    /** `Logged[]` as JSON text, in order. */
    events: text,
  },
});

/** Type, key, time of the decision, payload: an array, because names would be a third of what is kept. */
type Logged = readonly [type: string, key: string, atMs: number, payload: unknown];

/** An event as a projection sees it. */
export interface LoggedEvent {
  readonly type: string;
  readonly key: string;
  readonly atMs: number;
  readonly payload: unknown;
}

/** Adds a batch's events of these types to its module's log, within the batch's transaction. False when there are none. */
export function logEvents(
  newId: NewId,
  types: ReadonlySet<string>,
): (transaction: Transaction, events: readonly CommittedEvent[]) => boolean {
  return (transaction, events) => {
    const logged: Logged[] = [];
    for (const { emit, key, atMs, payload } of events)
      if (types.has(emit.type)) logged.push([emit.type, key, atMs, payload]);
    if (logged.length === 0) return false;
    const row = { recordId: newId(), events: JSON.stringify(logged) };
    transaction.write([{ write: 'append', table: viewFeed, row }]);
    return true;
  };
}

/** One module's log as it is kept, wherever that is. */
export interface LogReader {
  /** Records after a position, `limit` at the most, in an order in which none is ever passed by. */
  read(after: number, limit: number): Promise<LogPage>;
  /** The newest committed position. */
  head(): Promise<number>;
}

export interface LogPage {
  /** `events` is JSON text. */
  readonly records: readonly { readonly position: number; readonly events: string }[];
  /** Where to go on. */
  readonly upTo: number;
  /** There is more, behind a transaction that is under way. */
  readonly waits: boolean;
}

/** The log in a store of this process. */
export function storedLog(store: Store): LogReader {
  return {
    read: async (after, limit) => {
      const { entries, upTo, waits } = await store.transact((transaction) => transaction.tail(viewFeed, after, limit));
      return { records: entries.map(({ position, row }) => ({ position, events: row.events })), upTo, waits };
    },
    head: () => store.transact((transaction) => transaction.head(viewFeed)),
  };
}

export interface FedRecord {
  readonly position: number;
  readonly events: readonly LoggedEvent[];
}

/** What a projection is fed. */
export interface Fed extends Omit<LogPage, 'records'> {
  readonly records: readonly FedRecord[];
}

export async function readEvents(log: LogReader, after: number, limit: number): Promise<Fed> {
  const page = await log.read(after, limit);
  return { ...page, records: page.records.map(({ position, events }) => ({ position, events: eventsOf(events) })) };
}

function eventsOf(json: string): LoggedEvent[] {
  return (JSON.parse(json) as Logged[]).map(([type, key, atMs, payload]) => ({ type, key, atMs, payload }));
}
