import type { Reading } from '../rpc/module.ts';
import type { RowOf } from '../store/table.ts';
import type { DomainEvent, EventCatalogue } from './event-catalogue.ts';
import type { Aggregate, EventStreams } from './event-streams.ts';
import { eventStreams, events } from './tables.ts';

// Reading what was written: one stream, everything in the order of commits, and a state as it once was. Reads take no
// lock. They read in pages, and every page is bounded.

export interface RecordedEvent<Event extends DomainEvent> {
  readonly streamId: string;
  /** 1 for the first event of the stream. */
  readonly streamVersion: number;
  /** Place in the order of commits, over all streams. */
  readonly position: number;
  readonly atMs: number;
  readonly event: Event;
}

/** As of which point: after an event of the stream, or at an instant. */
export type AsOf = { readonly version: number } | { readonly atMs: number };

const PAGE = 500;

/** Events of one stream after a version, oldest first. @throws UnknownEventType */
export async function readStream<Event extends DomainEvent>(
  reading: Reading,
  catalogue: EventCatalogue<Event>,
  streamId: string,
  { afterVersion = 0, limit = PAGE }: { readonly afterVersion?: number; readonly limit?: number } = {},
): Promise<RecordedEvent<Event>[]> {
  const filters = [
    { column: 'streamId', operator: '=', value: streamId },
    { column: 'streamVersion', operator: '>', value: afterVersion },
  ] as const;
  const found = await reading.find(events, filters, { limit });
  return found.map(({ row }) => recorded(catalogue, row));
}

/** Events of one stream before a version, newest first. @throws UnknownEventType */
export async function readStreamBackwards<Event extends DomainEvent>(
  reading: Reading,
  catalogue: EventCatalogue<Event>,
  streamId: string,
  { beforeVersion, limit = PAGE }: { readonly beforeVersion?: number | undefined; readonly limit?: number } = {},
): Promise<RecordedEvent<Event>[]> {
  const ofStream = { column: 'streamId', operator: '=', value: streamId } as const;
  const filters =
    beforeVersion === undefined
      ? [ofStream]
      : [ofStream, { column: 'streamVersion', operator: '<', value: beforeVersion } as const];
  const found = await reading.find(events, filters, { limit, descending: true });
  return found.map(({ row }) => recorded(catalogue, row));
}

/** Events of every stream after a position, in the order of commits, skipping none. @throws UnknownEventType */
export async function readAll<Event extends DomainEvent>(
  reading: Reading,
  catalogue: EventCatalogue<Event>,
  { afterPosition = 0, limit = PAGE }: { readonly afterPosition?: number; readonly limit?: number } = {},
): Promise<RecordedEvent<Event>[]> {
  const filter = { column: 'position', operator: '>', value: afterPosition } as const;
  const found = await reading.find(events, [filter], { limit, orderBy: 'position' });
  return found.map(({ row }) => recorded(catalogue, row));
}

/**
 * What a stream's events came to at a version or an instant, or come to now; undefined where it had none. A version that
 * the stream has not reached is answered with what it is. A snapshot shortens the way where it is not of a later version.
 */
export async function stateOf<State extends object, Event extends DomainEvent>(
  reading: Reading,
  streams: EventStreams<State, Event>,
  streamId: string,
  asOf?: AsOf,
): Promise<Aggregate<State> | undefined> {
  const key = eventStreams.key(streamId);
  const row = (await reading.load(eventStreams, [key], { lock: false })).get(key.id)?.row;
  if (row === undefined) return undefined;
  const untilVersion = asOf !== undefined && 'version' in asOf ? asOf.version : Number.POSITIVE_INFINITY;
  const untilMs = asOf !== undefined && 'atMs' in asOf ? asOf.atMs : Number.POSITIVE_INFINITY;
  // When the snapshot was taken is not known, only that the stream has not changed since `changedAt`.
  let { state, version } = streams.baseOf(row, row.changedAt <= untilMs ? untilVersion : 0);
  for (;;) {
    const limit = Math.min(PAGE, untilVersion - version);
    const page =
      limit <= 0 ? [] : await readStream(reading, streams.catalogue, streamId, { afterVersion: version, limit });
    const wanted = page.filter(({ atMs }) => atMs <= untilMs);
    state = streams.fold(
      state,
      wanted.map(({ event }) => event),
    );
    version += wanted.length;
    if (wanted.length < PAGE) return version === 0 ? undefined : { state, version };
  }
}

function recorded<Event extends DomainEvent>(
  catalogue: EventCatalogue<Event>,
  { streamId, streamVersion, position, at, ...stored }: RowOf<typeof events>,
): RecordedEvent<Event> {
  return { streamId, streamVersion, position, atMs: at, event: catalogue.decode(stored) };
}
