import { beforeEach, describe, expect, it } from 'vitest';
import { UnknownEventType } from '../eventstore/event-catalogue.ts';
import { EventStore } from '../eventstore/event-store.ts';
import { WrongExpectedVersion } from '../eventstore/event-streams.ts';
import { EventSubscription } from '../eventstore/event-subscription.ts';
import { type RecordedEvent, readStreamBackwards } from '../eventstore/read-events.ts';
import { eventStreams, events } from '../eventstore/tables.ts';
import type { Store } from '../store/store.ts';
import { FakeClock } from './fake-clock.ts';
import { added, reset, type TallyEvent, tallies, tallyCatalogue } from './tally-events.ts';

// What an event store has to do, whichever store it stands on.

/** `open` answers a store whose tables of events are empty. */
export function eventStoreConformance(name: string, open: () => Promise<Store>): void {
  describe(`an event store on ${name}`, () => {
    let store: Store;
    let clock: FakeClock;
    let log: EventStore<TallyEvent>;
    beforeEach(async () => {
      store = await open();
      clock = new FakeClock();
      log = new EventStore({ name: 'tallies', store, clock, catalogue: tallyCatalogue });
    });

    const rowOf = async (streamId: string) => {
      const key = eventStreams.key(streamId);
      return (await store.transact((reading) => reading.load(eventStreams, [key], { lock: false }))).get(key.id)?.row;
    };
    const writtenEarlier = (streamVersion: number, schemaVersion: number, data: object, type = 'Added') =>
      store.transact(async (transaction) => {
        const row = { streamId: 'old', streamVersion, position: streamVersion, type, schemaVersion, data, at: 0 };
        const stream = { streamId: 'old', streamVersion, changedAt: 0, snapshot: null, snapshotVersion: 0 };
        transaction.write([
          { write: 'append', table: events, row },
          { write: 'insert', table: eventStreams, row: { ...stream, snapshotSchema: 0 }, version: 1 },
        ]);
      });

    it('numbers the events of a stream, and all events in the order of their commits', async () => {
      expect(await log.append('a', [added(1), added(2)])).toEqual({ version: 2, position: 2 });
      expect(await log.append('b', [reset])).toEqual({ version: 1, position: 3 });
      expect(await log.append('a', [added(3)], 2)).toEqual({ version: 3, position: 4 });

      const atMs = clock.nowMs();
      expect(await log.readStream('a')).toEqual([
        { streamId: 'a', streamVersion: 1, position: 1, atMs, event: added(1) },
        { streamId: 'a', streamVersion: 2, position: 2, atMs, event: added(2) },
        { streamId: 'a', streamVersion: 3, position: 4, atMs, event: added(3) },
      ]);
      expect((await log.readAll()).map(placeOf)).toEqual(['1 a1', '2 a2', '3 b1', '4 a3']);
    });

    it('reads a stream and the whole log in pages', async () => {
      for (const amount of [1, 2, 3]) await log.append('a', [added(amount), added(-amount)]);
      expect((await log.readStream('a', { afterVersion: 2, limit: 2 })).map(placeOf)).toEqual(['3 a3', '4 a4']);
      expect((await log.readAll({ afterPosition: 3, limit: 2 })).map(placeOf)).toEqual(['4 a4', '5 a5']);
      expect(await log.readStream('a', { afterVersion: 6 })).toEqual([]);
      expect(await log.readStream('nobody')).toEqual([]);
      const backwards = (beforeVersion?: number) =>
        store.transact((reading) => readStreamBackwards(reading, tallyCatalogue, 'a', { beforeVersion, limit: 2 }));
      expect((await backwards()).map(placeOf)).toEqual(['6 a6', '5 a5']);
      expect((await backwards(5)).map(placeOf)).toEqual(['4 a4', '3 a3']);
    });

    it.each([
      ['a stream that is not there', 'none', 1, 0],
      ['a stream that is there already', 'a', 0, 2],
      ['an older version', 'a', 1, 2],
      ['a version that is not reached', 'a', 3, 2],
    ])('refuses an append that expects %s', async (_case, streamId, expected, actual) => {
      await log.append('a', [added(1), added(2)]);
      const refused = log.append(streamId, [added(9)], expected);
      await expect(refused).rejects.toMatchObject({ name: 'WrongExpectedVersion', streamId, expected, actual });
      await expect(refused).rejects.toBeInstanceOf(WrongExpectedVersion);
      expect(await log.readAll()).toHaveLength(2);
    });

    it('lets one of those win that expect the same version at once, and writes the others of the batch', async () => {
      await log.append('a', [added(1)]);
      const racing = [1, 2, 3].map((amount) => log.append('a', [added(amount)], 1));
      const outcomes = await Promise.allSettled([...racing, log.append('b', [added(1)], 0)]);
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
      expect((await log.readAll()).map(placeOf)).toEqual(['1 a1', '2 a2', '3 b1']);
    });

    it('refuses to write and to read a type that nobody declared', async () => {
      const unknown = { type: 'Multiplied', data: {} } as never;
      await expect(log.append('a', [added(1), unknown])).rejects.toBeInstanceOf(UnknownEventType);
      expect(await log.readAll()).toEqual([]);

      await writtenEarlier(1, 1, {}, 'Multiplied');
      await expect(log.readStream('old')).rejects.toThrow('nobody declared the event type "Multiplied"');
      await expect(log.readAll()).rejects.toBeInstanceOf(UnknownEventType);
      await expect(log.decide(tallies(), 'old', () => [reset])).rejects.toBeInstanceOf(UnknownEventType);
      await expect(log.stateOf(tallies(), 'old')).rejects.toBeInstanceOf(UnknownEventType);
    });

    it.each([
      [1, { by: 7 }, added(7, 'not noted')],
      [2, { amount: 7 }, added(7, 'not noted')],
      [3, { amount: 7, note: 'noted' }, added(7, 'noted')],
    ])('reads an event of version %i as the newest', async (schemaVersion, data, expected) => {
      await writtenEarlier(1, schemaVersion, data);
      expect((await log.readStream('old'))[0]?.event).toEqual(expected);
      expect((await log.stateOf(tallies(), 'old'))?.state.sum).toBe(7);
    });

    it('refuses an event of a version from the future', async () => {
      await writtenEarlier(1, 4, {});
      await expect(log.readStream('old')).rejects.toThrow('written by a newer one');
    });

    it('decides on the state that a stream comes to, in one batch as one by one', async () => {
      const counting = tallies();
      const upToTen = (state: { sum: number }) => (state.sum < 10 ? [added(3)] : []);
      const standings = await Promise.all(
        Array.from({ length: 6 }, () => log.decide(counting, 'a', (state) => upToTen(state))),
      );
      expect(standings.map(({ state, version }) => [state.sum, version])).toEqual([
        [3, 1],
        [6, 2],
        [9, 3],
        [12, 4],
        [12, 4],
        [12, 4],
      ]);
      expect(await log.readStream('a')).toHaveLength(4);
    });

    it('takes snapshots, and loads from them', async () => {
      const counting = tallies({ everyEvents: 4 });
      for (let round = 0; round < 6; round++) await log.decide(counting, 'a', () => [added(1)]);
      expect(await rowOf('a')).toMatchObject({ streamVersion: 6, snapshotVersion: 4, snapshot: { sum: 4, resets: 0 } });

      const fresh = tallies({ everyEvents: 4 });
      expect(await log.decide(fresh, 'a', () => [])).toEqual({ state: { sum: 6, resets: 0 }, version: 6 });
      expect(fresh.replays).toEqual({ loads: 1, fromSnapshot: 1, events: 2 });
    });

    it('ignores a snapshot of another shape, and replaces it with the next', async () => {
      await log.decide(tallies({ schema: 1 }), 'a', () => [added(1), added(1), added(1), added(1)]);
      const changed = tallies({ schema: 2 });
      expect((await log.decide(changed, 'a', () => [])).state.sum).toBe(4);
      expect(changed.replays).toEqual({ loads: 1, fromSnapshot: 0, events: 4 });

      await log.decide(changed, 'a', () => [added(1), added(1), added(1), added(1)]);
      expect(await rowOf('a')).toMatchObject({ snapshotVersion: 8, snapshotSchema: 2, snapshot: { sum: 8 } });
    });

    it('tells what a stream came to at any version', async () => {
      const counting = tallies({ everyEvents: 3 });
      for (let amount = 1; amount <= 7; amount++) await log.decide(counting, 'a', () => [added(amount)]);
      const sums = await Promise.all(
        [0, 1, 5, 6, 7, 8].map(async (version) => (await log.stateOf(counting, 'a', { version }))?.state.sum),
      );
      expect(sums).toEqual([undefined, 1, 15, 21, 28, 28]);
      expect((await log.stateOf(counting, 'a'))?.version).toBe(7);
      expect(await log.stateOf(counting, 'nobody')).toBeUndefined();
    });

    it('tells what a stream came to at any time, which does not run backwards within it', async () => {
      const counting = tallies({ everyEvents: 2 });
      const startMs = clock.nowMs();
      for (const amount of [1, 2, 4]) {
        await log.decide(counting, 'a', () => [added(amount)]);
        clock.advance(100);
      }
      const behind = new EventStore({ name: 'slow', store, clock: new FakeClock(0), catalogue: tallyCatalogue });
      await behind.append('a', [added(8)]);

      const sums = await Promise.all(
        [-1, 0, 99, 100, 199, 200, 500].map(
          async (afterMs) => (await log.stateOf(counting, 'a', { atMs: startMs + afterMs }))?.state.sum,
        ),
      );
      expect(sums).toEqual([undefined, 1, 1, 3, 3, 15, 15]);
    });

    it('follows the log: first what was there, then what comes, woken at commits and by itself', async () => {
      const pages: string[][] = [];
      for (let amount = 0; amount < 5; amount++) await log.append('a', [added(amount)]);
      const subscription = subscribe(async (page) => void pages.push(page.map(placeOf)));
      expect(await subscription.lag()).toBe(5);
      subscription.start();
      await untilHandled(subscription);
      expect(pages).toEqual([['1 a1', '2 a2'], ['3 a3', '4 a4'], ['5 a5']]);

      await log.append('b', [reset]);
      subscription.wake();
      await untilHandled(subscription);
      await log.append('b', [reset]);
      while ((await subscription.lag()) > 0) clock.advance(1_000);
      await subscription.stop();
      expect(pages.flat().slice(5)).toEqual(['6 b1', '7 b2']);
    });

    it('goes on where it stopped, and skips nothing when a handler fails', async () => {
      await log.append('a', [added(1), added(2), added(3)]);
      const handled: string[] = [];
      const failures: string[] = [];
      const first = subscribe(
        async (page) => {
          if (page[0]?.streamVersion === 3 && failures.length < 2) throw new Error('not now');
          handled.push(...page.map(placeOf));
        },
        (error) => failures.push(error.message),
      );
      first.start();
      while ((await first.lag()) > 0) clock.advance(1_000);
      await first.stop();
      expect([failures, handled]).toEqual([
        ['not now', 'not now'],
        ['1 a1', '2 a2', '3 a3'],
      ]);

      await log.append('a', [added(4)]);
      const second = subscribe(async (page) => void handled.push(...page.map(placeOf)));
      second.start();
      await untilHandled(second);
      await second.stop();
      expect(handled.slice(3)).toEqual(['4 a4']);
    });

    function subscribe(
      handle: (page: readonly RecordedEvent<TallyEvent>[]) => Promise<void>,
      onFailure: (error: Error) => void = (error) => expect.unreachable(error.message),
    ) {
      return new EventSubscription({
        name: 'reader',
        store,
        catalogue: tallyCatalogue,
        clock,
        handle,
        onFailure,
        pageSize: 2,
      });
    }
  });
}

async function untilHandled(subscription: EventSubscription<TallyEvent>): Promise<void> {
  while ((await subscription.lag()) > 0) await new Promise((resolve) => setImmediate(resolve));
}

/** "4 a3": the fourth event of all, the third of stream a. */
function placeOf({ position, streamId, streamVersion }: RecordedEvent<TallyEvent>): string {
  return `${position} ${streamId}${streamVersion}`;
}
