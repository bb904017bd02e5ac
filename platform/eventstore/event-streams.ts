import type { Effect, Facts, Rows } from '../batching/command.ts';
import { assert, present } from '../kernel/assert.ts';
import type { Change, Key, RowOf } from '../store/table.ts';
import type { DomainEvent, EventCatalogue } from './event-catalogue.ts';
import { eventLog, eventStreams, events } from './tables.ts';

// Event-sourced aggregates for batched commands. A command loads a stream (its snapshot and the events since), decides
// on the state that they come to, and appends. It is loaded, locked and saved with the rest of its batch: many streams
// in one statement each way. Guarantees: versions of a stream and positions of the log have no gap and no double, time
// does not run backwards within a stream. The decider's shape is that of emmett (github.com/event-driven-io/emmett):
// `initialState`, `evolve` and, in the command, `decide`.

type StreamRow = RowOf<typeof eventStreams>;

/** A stream is not at the version that its writer had seen. Load it again and decide again. */
export class WrongExpectedVersion extends Error {
  override readonly name = 'WrongExpectedVersion';
  readonly streamId: string;
  readonly expected: number;
  readonly actual: number;

  constructor(streamId: string, expected: number, actual: number) {
    super(`stream ${streamId} is at version ${actual}, not ${expected}`);
    this.streamId = streamId;
    this.expected = expected;
    this.actual = actual;
  }
}

/** What the events of a stream come to. */
export interface Aggregate<State> {
  readonly state: State;
  /** How many events the stream has. */
  readonly version: number;
}

export interface StreamsDefinition<State extends object, Event extends DomainEvent> {
  readonly catalogue: EventCatalogue<Event>;
  initialState(): State;
  evolve(state: State, event: Event): State;
  readonly snapshots: {
    /** A snapshot is taken when there have been so many events since the last one. */
    readonly everyEvents: number;
    /** Grows with every change of what `State` looks like: older snapshots are then ignored. */
    readonly schema: number;
  };
}

/** How much was read again to know where things stand. */
export interface Replays {
  loads: number;
  fromSnapshot: number;
  events: number;
}

const LOG = 'all';

export class EventStreams<State extends object, Event extends DomainEvent> {
  readonly catalogue: EventCatalogue<Event>;
  readonly replays: Replays = { loads: 0, fromSnapshot: 0, events: 0 };
  readonly #definition: StreamsDefinition<State, Event>;

  constructor(definition: StreamsDefinition<State, Event>) {
    this.#definition = definition;
    this.catalogue = definition.catalogue;
  }

  /** The keys of a stream, for the `loads` of a command that reads it or appends to it. */
  loads(streamId: string, rows: Rows): readonly Key[] {
    const key = eventStreams.key(streamId);
    const row = rows.get(key);
    if (row === undefined) return [key, eventLog.key(LOG)];
    return [
      key,
      ...versionsAfter(this.#base(row).version, row).map((version) => events.key(streamId, version)),
      eventLog.key(LOG),
    ];
  }

  /** The stream as the decisions before this one left it; the initial state at version 0 where there is none. */
  read(rows: Rows, streamId: string): Aggregate<State> {
    const row = rows.get(eventStreams.key(streamId));
    if (row === undefined) return { state: this.#definition.initialState(), version: 0 };
    const base = this.#base(row);
    const tail = versionsAfter(base.version, row).map((version) => {
      const stored = present(rows.get(events.key(streamId, version)), `event ${version} of stream ${streamId}`);
      return this.catalogue.decode(stored);
    });
    this.replays.loads += 1;
    this.replays.events += tail.length;
    if (base.version > 0) this.replays.fromSnapshot += 1;
    return { state: this.fold(base.state, tail), version: row.streamVersion };
  }

  /**
   * Appends to the stream; the command's `loads` must have named it.
   * @throws WrongExpectedVersion when an expected version is given and the stream is at another.
   * @throws UnknownEventType
   */
  append(
    rows: Rows,
    streamId: string,
    appended: readonly Event[],
    { nowMs }: Facts,
    expectedVersion?: number,
  ): readonly Effect[] {
    const { row, written, log } = extend(rows, this.catalogue, streamId, appended, nowMs, expectedVersion);
    const { everyEvents, schema } = this.#definition.snapshots;
    if (row.streamVersion - row.snapshotVersion < everyEvents) return [eventStreams.put(row), ...written, log];
    const snapshot = this.fold(this.read(rows, streamId).state, appended);
    const withSnapshot = { ...row, snapshot, snapshotVersion: row.streamVersion, snapshotSchema: schema };
    return [eventStreams.put(withSnapshot), ...written, log];
  }

  fold(state: State, appended: readonly Event[]): State {
    return appended.reduce((before, event) => this.#definition.evolve(before, event), state);
  }

  /** Where a replay begins: at the snapshot, if it has the shape of today and is not of a later version than asked for. */
  baseOf(row: StreamRow, atMost: number): Aggregate<State> {
    const base = this.#base(row);
    return base.version <= atMost ? base : { state: this.#definition.initialState(), version: 0 };
  }

  #base({ snapshot, snapshotVersion, snapshotSchema }: StreamRow): Aggregate<State> {
    if (snapshot === null || snapshotSchema !== this.#definition.snapshots.schema) {
      return { state: this.#definition.initialState(), version: 0 };
    }
    return { state: snapshot as State, version: snapshotVersion };
  }
}

/** An append to one stream: its row, not yet put, and the changes beside it. */
interface Extended {
  readonly row: StreamRow;
  readonly position: number;
  readonly written: readonly Change[];
  readonly log: Change;
}

export function extend<Event extends DomainEvent>(
  rows: Rows,
  catalogue: EventCatalogue<Event>,
  streamId: string,
  appended: readonly Event[],
  nowMs: number,
  expectedVersion: number | undefined,
): Extended {
  assert(appended.length > 0, `nothing is appended to stream ${streamId}`);
  const before = rows.get(eventStreams.key(streamId)) ?? newStream(streamId);
  const version = before.streamVersion;
  if (expectedVersion !== undefined && expectedVersion !== version) {
    throw new WrongExpectedVersion(streamId, expectedVersion, version);
  }
  const log = rows.get(eventLog.key(LOG)) ?? { log: LOG, position: 0, streams: 0 };
  // The clocks of two hosts differ; the order of a stream's events is what is true.
  const at = Math.max(nowMs, before.changedAt);
  const written = appended.map((event, index) =>
    events.append({
      streamId,
      streamVersion: version + index + 1,
      position: log.position + index + 1,
      ...catalogue.encode(event),
      at,
    }),
  );
  const position = log.position + appended.length;
  return {
    row: { ...before, streamVersion: version + appended.length, changedAt: at },
    position,
    written,
    log: eventLog.put({ ...log, position, streams: log.streams + (version === 0 ? 1 : 0) }),
  };
}

/** The rows that an append without a look at the state needs. */
export function appendLoads(streamId: string): readonly Key[] {
  return [eventStreams.key(streamId), eventLog.key(LOG)];
}

function newStream(streamId: string): StreamRow {
  const noSnapshot = { snapshot: null, snapshotVersion: 0, snapshotSchema: 0 };
  return { streamId, streamVersion: 0, changedAt: 0, ...noSnapshot };
}

function versionsAfter(version: number, { streamVersion }: StreamRow): number[] {
  return Array.from({ length: streamVersion - version }, (_, index) => version + index + 1);
}
