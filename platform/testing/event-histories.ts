import fc from 'fast-check';
import type { EventStore } from '../eventstore/event-store.ts';
import type { EventStreams } from '../eventstore/event-streams.ts';
import { added, reset, type Tally, type TallyEvent } from './tally-events.ts';

// Random histories of an event store: rounds of appends and decisions that arrive together. Whoever plays one tells how
// each ended and all that can be read afterwards, so that two stores, and a store and a plain list, can be compared.

interface Append {
  readonly streamId: string;
  readonly appended: readonly TallyEvent[];
  /** Added to the version of the stream before the round; undefined expects nothing. */
  readonly wrongBy: number | undefined;
}

interface Decide {
  readonly streamId: string;
  /** Adds until the tally has reached this. */
  readonly upTo: number;
}

export type EventHistory = readonly (readonly (Append | Decide)[])[];

const streamId = fc.constantFrom('a', 'b', '', '{",\\}', '\u{1F600}');
const event = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(fc.integer({ min: -9, max: 9 }), fc.string({ maxLength: 3 })) },
  { weight: 1, arbitrary: fc.constant(undefined) },
);
const anEvent: fc.Arbitrary<TallyEvent> = event.map((given) =>
  given === undefined ? reset : added(given[0], given[1].replaceAll('\u0000', '0')),
);
const anAppend: fc.Arbitrary<Append> = fc.record({
  streamId,
  appended: fc.array(anEvent, { minLength: 1, maxLength: 3 }),
  wrongBy: fc.oneof(fc.constant(undefined), fc.constant(0), fc.constantFrom(1, -1)),
});
const aDecision: fc.Arbitrary<Decide> = fc.record({ streamId, upTo: fc.integer({ min: -5, max: 30 }) });

export const anyEventHistory: fc.Arbitrary<EventHistory> = fc.array(
  fc.array(fc.oneof(anAppend, aDecision), { minLength: 1, maxLength: 6 }),
  { minLength: 1, maxLength: 8 },
);

/** Plays a history and tells how everything ended. */
export async function playEvents(
  log: EventStore<TallyEvent>,
  streams: EventStreams<Tally, TallyEvent>,
  history: EventHistory,
): Promise<{ readonly outcomes: unknown[]; readonly all: unknown[]; readonly states: unknown[] }> {
  const versions = new Map<string, number>();
  const outcomes: unknown[] = [];
  for (const round of history) {
    const ended = await Promise.allSettled(
      round.map((one) => {
        if ('upTo' in one) return log.decide(streams, one.streamId, ({ sum }) => (sum < one.upTo ? [added(5)] : []));
        const expected =
          one.wrongBy === undefined ? undefined : Math.max(0, (versions.get(one.streamId) ?? 0) + one.wrongBy);
        return log.append(one.streamId, one.appended, expected);
      }),
    );
    outcomes.push(ended.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))));
    for (const { streamId: of, streamVersion } of await log.readAll()) versions.set(of, streamVersion);
  }
  const states = await Promise.all([...versions.keys()].map((of) => log.stateOf(streams, of)));
  return { outcomes, all: await log.readAll(), states };
}

/** Events by their streams, each in the order given. */
export function byStream<Recorded extends { readonly streamId: string }>(
  all: readonly Recorded[],
): readonly Recorded[][] {
  const streams = new Map<string, Recorded[]>();
  for (const one of all) {
    const ofStream = streams.get(one.streamId) ?? [];
    streams.set(one.streamId, ofStream);
    ofStream.push(one);
  }
  return [...streams.values()];
}
