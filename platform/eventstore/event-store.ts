import type { BatchLimits } from '../batching/batch-loop.ts';
import { BatchedCommands } from '../batching/batched-commands.ts';
import type { BatchContext, Decider } from '../batching/execute-batch.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Store } from '../store/store.ts';
import type { DomainEvent, EventCatalogue } from './event-catalogue.ts';
import { type Aggregate, appendLoads, type EventStreams, extend } from './event-streams.ts';
import { type AsOf, type RecordedEvent, readAll, readStream, stateOf } from './read-events.ts';
import { eventStoreTables, eventStreams } from './tables.ts';

// An event store of its own, for whoever is no module. Appends that arrive together are decided one after another and
// written in one transaction: one statement loads their streams, one writes their events. A module does the same within
// its commands, with `EventStreams`.

export interface EventStoreOptions<Event extends DomainEvent> {
  readonly name: string;
  /** A store whose schema has the tables of migrations/. */
  readonly store: Store;
  readonly clock: Clock;
  readonly catalogue: EventCatalogue<Event>;
  readonly limits?: BatchLimits;
  /** Called after every commit: wakes subscriptions. */
  readonly committed?: () => void;
}

export interface Appended {
  /** Of the stream, after the append. */
  readonly version: number;
  /** Of the last event appended. */
  readonly position: number;
}

interface AppendRequest<Event> {
  readonly streamId: string;
  readonly appended: readonly Event[];
  readonly expectedVersion: number | undefined;
}

export class EventStore<Event extends DomainEvent> {
  readonly #options: EventStoreOptions<Event>;
  readonly #commands: BatchedCommands;
  readonly #append: Decider;

  constructor(options: EventStoreOptions<Event>) {
    this.#options = options;
    const { name, store, clock, limits } = options;
    const context: BatchContext = { store, tables: eventStoreTables, record: () => false };
    this.#commands = new BatchedCommands(name, context, clock, limits);
    this.#append = {
      loads: (request) => appendLoads((request as AppendRequest<Event>).streamId),
      decide: (rows, request, { nowMs }) => {
        const { streamId, appended, expectedVersion } = request as AppendRequest<Event>;
        const extended = extend(rows, options.catalogue, streamId, appended, nowMs, expectedVersion);
        const { row, written, log, position } = extended;
        const reply: Appended = { version: row.streamVersion, position };
        return { reply, effects: [eventStreams.put(row), ...written, log] };
      },
    };
  }

  /**
   * Appends events, one or more. `expectedVersion` is the version that the writer has seen, 0 for a stream that is not
   * to exist; without it, the events follow whatever is there.
   * @throws WrongExpectedVersion, UnknownEventType: nothing was written.
   */
  append(streamId: string, appended: readonly Event[], expectedVersion?: number): Promise<Appended> {
    const request: AppendRequest<Event> = { streamId, appended, expectedVersion };
    return this.#submit<Appended>(this.#append, request);
  }

  /** Appends what the decision makes of the stream's state, which may be nothing. Answers where the stream then stands. */
  decide<State extends object>(
    streams: EventStreams<State, Event>,
    streamId: string,
    decide: (state: State, version: number) => readonly Event[],
  ): Promise<Aggregate<State>> {
    const decider: Decider = {
      loads: (_request, rows) => streams.loads(streamId, rows),
      decide: (rows, _request, facts) => {
        const { state, version } = streams.read(rows, streamId);
        const appended = decide(state, version);
        const reply: Aggregate<State> = {
          state: streams.fold(state, appended),
          version: version + appended.length,
        };
        return { reply, effects: appended.length === 0 ? [] : streams.append(rows, streamId, appended, facts) };
      },
    };
    return this.#submit(decider, undefined);
  }

  readStream(
    streamId: string,
    page?: { readonly afterVersion?: number; readonly limit?: number },
  ): Promise<RecordedEvent<Event>[]> {
    const { store, catalogue } = this.#options;
    return store.transact((reading) => readStream(reading, catalogue, streamId, page));
  }

  readAll(page?: { readonly afterPosition?: number; readonly limit?: number }): Promise<RecordedEvent<Event>[]> {
    const { store, catalogue } = this.#options;
    return store.transact((reading) => readAll(reading, catalogue, page));
  }

  stateOf<State extends object>(streams: EventStreams<State, Event>, streamId: string, asOf?: AsOf) {
    return this.#options.store.transact((reading) => stateOf(reading, streams, streamId, asOf));
  }

  drained(): Promise<void> {
    return this.#commands.drained();
  }

  async #submit<Reply>(decider: Decider, request: unknown): Promise<Reply> {
    const reply = await this.#commands.submit(decider, request);
    this.#options.committed?.();
    return reply as Reply;
  }
}
