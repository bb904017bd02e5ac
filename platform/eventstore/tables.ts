import { bigint, instant, integer, json, ledger, nullable, table, text } from '../store/table.ts';

// The tables of an event store, in the schema of the module that keeps it (migrations/). A module that has one names
// `eventStoreTables` among its tables, after its own and in this order.

/** One row per stream: where it ends, and the newest snapshot of what its events come to. */
export const eventStreams = table('event_streams', {
  key: { streamId: text },
  columns: {
    streamVersion: integer,
    changedAt: instant,
    snapshot: nullable(json<object>()),
    /** The version that the snapshot is of; 0 where there is none. */
    snapshotVersion: integer,
    /** Which shape of state the snapshot has. */
    snapshotSchema: integer,
  },
});

/** One row per event. Written once; the database refuses to change it. */
export const events = ledger('events', {
  key: { streamId: text, streamVersion: integer },
  columns: {
    /** Place among all events of the schema: 1, 2, 3 and so on in the order of commits. */
    position: bigint,
    type: text,
    schemaVersion: integer,
    data: json<object>(),
    at: instant,
  },
  readBack: true,
});

/**
 * One row: where the log ends. Whoever appends holds it until its commit, so the next position is given when every
 * smaller one has been committed, and a reader that has seen a position has nothing to wait for before it.
 */
export const eventLog = table('event_log', { key: { log: text }, columns: { position: bigint, streams: bigint } });

/** How far each subscription has come. */
export const eventSubscriptions = table('event_subscriptions', { key: { name: text }, columns: { position: bigint } });

export const eventStoreTables = [eventStreams, events, eventLog, eventSubscriptions] as const;
