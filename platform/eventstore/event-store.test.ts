import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { anyEventHistory, byStream, playEvents } from '../testing/event-histories.ts';
import { eventStoreConformance } from '../testing/event-store-conformance.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { type TallyEvent, tallies, tallyCatalogue } from '../testing/tally-events.ts';
import { EventStore } from './event-store.ts';
import type { RecordedEvent } from './read-events.ts';

eventStoreConformance('MemoryStore', async () => new MemoryStore());

function onMemory(): EventStore<TallyEvent> {
  return new EventStore({
    name: 'tallies',
    store: new MemoryStore(),
    clock: new FakeClock(),
    catalogue: tallyCatalogue,
  });
}

describe('after any history', () => {
  it('versions of a stream and positions of the log have no gap, and states are folds', () =>
    fc.assert(
      fc.asyncProperty(anyEventHistory, async (history) => {
        const { all, states } = await playEvents(onMemory(), tallies(), history);
        const recorded = all as RecordedEvent<TallyEvent>[];
        expect(recorded.map(({ position }) => position)).toEqual(recorded.map((_, index) => index + 1));
        const streams = byStream(recorded);
        for (const ofStream of streams) {
          expect(ofStream.map(({ streamVersion }) => streamVersion)).toEqual(ofStream.map((_, index) => index + 1));
        }
        expect(states).toEqual(
          streams.map((ofStream) => ({
            state: tallies().fold(
              { sum: 0, resets: 0 },
              ofStream.map(({ event }) => event),
            ),
            version: ofStream.length,
          })),
        );
      }),
      { numRuns: 200 },
    ));

  it('snapshots change nothing but the way', () =>
    fc.assert(
      fc.asyncProperty(anyEventHistory, fc.integer({ min: 1, max: 5 }), async (history, everyEvents) => {
        const often = await playEvents(onMemory(), tallies({ everyEvents }), history);
        const never = await playEvents(onMemory(), tallies({ everyEvents: 1_000_000 }), history);
        expect(often).toEqual(never);
      }),
      { numRuns: 100 },
    ));
});
