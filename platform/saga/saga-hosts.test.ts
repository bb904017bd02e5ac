import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import {
  expectNothingLeftOver,
  hostOf,
  LEASE_MS,
  logOf,
  newTrip,
  pass,
  settle,
  statusOf,
  tripId,
} from '../testing/hosts.ts';
import { trip, World } from '../testing/trip-saga.ts';
import { sagaLog } from './tables.ts';

// Hosts that disagree: about the time, about who owns a saga, about what a definition says.

let databaseClock: FakeClock;
let store: MemoryStore;
let world: World;

beforeEach(() => {
  databaseClock = new FakeClock();
  store = new MemoryStore(() => databaseClock.nowMs());
  world = new World();
});

describe('hosts whose clocks differ', () => {
  it('do not take sagas from a host that is alive by the clock of the database', async () => {
    world.script = (name, attempt) => (name === 'charge' && attempt === 1 ? 'waits' : 'done');
    const host = hostOf(store, world);
    await host.engine.start();
    await host.engine.begin(newTrip());
    await settle();
    const ahead = hostOf(store, world, { startMs: databaseClock.nowMs() + 3_600_000 });
    await ahead.engine.start();
    await pass(ahead.clock, 1_000);
    expect([host.engine.runningCount, ahead.engine.runningCount]).toEqual([1, 0]);
    world.answer('charge');
    await settle();
    expect(logOf(store)).not.toContain('resumed');

    databaseClock.advance(LEASE_MS + 1);
    world.script = (name) => (name === 'charge' ? 'waits' : 'done');
    await host.engine.begin(newTrip(2));
    await settle();
    const behind = hostOf(store, world, { startMs: databaseClock.nowMs() - 3_600_000 });
    world.script = () => 'done';
    await behind.engine.start();
    await settle();
    expect(statusOf(store, 2)).toBe('completed');
  });
});

describe('a host that was frozen for a minute', () => {
  /** The host stands in a backoff when it freezes; another one takes over and unwinds the saga. */
  async function frozenWhile(heirAnswers: World['script']) {
    world.script = (name) => (name === 'book car' ? 'silence' : 'done');
    const frozen = hostOf(store, world);
    await frozen.engine.start();
    await frozen.engine.begin(newTrip());
    await settle();
    expect(frozen.engine.runningCount).toBe(1);
    databaseClock.advance(60_000);
    world.script = heirAnswers;
    const heir = hostOf(store, world, { startMs: frozen.clock.nowMs() + 60_000 });
    await heir.engine.start();
    await pass(heir.clock, 1_000);
    return { frozen, heir };
  }

  it('sends nothing when it wakes, before it knows that its sagas are its own', async () => {
    const { frozen } = await frozenWhile((name) => (name === 'book car' ? 'refused: gone' : 'done'));
    expect(statusOf(store)).toBe('compensated');
    const [calls, log] = [world.calls.length, logOf(store)];
    frozen.clock.freeze(60_000);
    await settle();
    expect(frozen.engine.runningCount).toBe(0);
    expect(world.calls).toHaveLength(calls);
    expect(logOf(store)).toEqual(log);
    expectNothingLeftOver(world, 'compensated');
  });

  it('goes on as a new owner when it has woken', async () => {
    const { frozen, heir } = await frozenWhile(() => 'done');
    expect(statusOf(store)).toBe('completed');
    frozen.clock.freeze(60_000);
    await settle();
    await frozen.engine.begin(newTrip(2));
    await settle();
    expect(statusOf(store, 2)).toBe('completed');
    expect([...frozen.errors, ...heir.errors]).toEqual([]);
  });
});

describe('a saga whose definition does not fit its log any more', () => {
  const shorter = { ...trip, steps: trip.steps.filter(({ name }) => name !== 'look around'), pivot: 2 };

  async function leaveBehind() {
    world.script = (name) => (name === 'send ticket' ? 'silence' : 'done');
    const before = hostOf(store, world);
    await before.engine.start();
    for (const number of [1, 2, 3]) await before.engine.begin(newTrip(number));
    await settle();
    // Of saga 2 a row is lost; the others are whole.
    await store.transact(async (transaction) => {
      const row = store.rows(sagaLog).find(({ row: { sagaId, sequence } }) => sagaId === tripId(2) && sequence === 1);
      if (row === undefined) throw new Error('saga 2 has no first row');
      const key = sagaLog.keyOf(row.row);
      transaction.write([{ write: 'delete', table: sagaLog, key, expectedVersion: row.version }]);
    });
    await before.engine.stop();
    world.script = () => 'done';
  }

  it('is parked, reported and shown, and keeps nobody from the others', async () => {
    await leaveBehind();
    const ended: string[] = [];
    const heir = hostOf(store, world, { onEnd: (_definition, status) => ended.push(status) });
    await heir.engine.start();
    await pass(heir.clock, 1_000);
    expect([1, 2, 3].map((number) => statusOf(store, number))).toEqual(['completed', 'parked', 'completed']);
    expect(heir.errors).toEqual([expect.stringContaining(`the log of saga ${tripId(2)} has gaps`)]);
    expect(ended.sort()).toEqual(['completed', 'completed', 'parked']);
    const { sagas } = await heir.engine.view().list({ limit: 9 });
    expect(sagas.map(({ status }) => status)).toEqual(['completed', 'parked', 'completed']);
    expect(await heir.engine.view().retry({ sagaId: tripId(2), who: 'eve', why: 'again' })).toBe('not_possible');
    await pass(heir.clock, LEASE_MS);
    expect(heir.errors).toHaveLength(1);
  });

  it('goes on when a person has it tried again with the definition that fits', async () => {
    world.script = (name) => (name === 'charge' ? 'waits' : 'done');
    const before = hostOf(store, world);
    await before.engine.start();
    await before.engine.begin(newTrip());
    await settle();
    await before.engine.stop();
    const wrong = hostOf(store, world, { definitions: [shorter] });
    await wrong.engine.start();
    await settle();
    expect(statusOf(store)).toBe('parked');
    expect(wrong.errors[0]).toContain('"look around" where a saga of trip.v1 stands at "book car"');
    const shown = await wrong.engine.view().get(tripId());
    expect(shown?.steps.map(({ name }) => name)).toEqual(['book hotel', 'look around', 'book car']);

    world.script = () => 'done';
    const right = hostOf(store, world);
    await right.engine.start();
    expect(await right.engine.view().retry({ sagaId: tripId(), who: 'eve', why: 'the right version is back' })).toBe(
      'done',
    );
    await settle();
    expect(statusOf(store)).toBe('completed');
    expectNothingLeftOver(world, 'completed');
  });
});

describe('a message that begins sagas', () => {
  it('begins those that are new, once, however often it is delivered', async () => {
    const host = hostOf(store, world);
    await host.engine.start();
    const deliver = async (...numbers: number[]): Promise<void> => {
      const run = await store.transact((transaction) => host.engine.beginWithin(transaction, numbers.map(newTrip)));
      run();
      await settle();
    };
    await deliver(1, 1);
    await deliver(1, 2);
    expect([1, 2].map((number) => statusOf(store, number))).toEqual(['completed', 'completed']);
    expect(world.calls.filter((call) => call === 'charge')).toHaveLength(2);
  });
});

describe('a host that is full', () => {
  it('leaves to others what it has no room for, until it has', async () => {
    world.script = (name) => (name === 'charge' ? 'waits' : 'done');
    const before = hostOf(store, world);
    await before.engine.start();
    for (const number of [1, 2, 3]) await before.engine.begin(newTrip(number));
    await settle();
    const heir = hostOf(store, world, { maxRunning: 2 });
    await heir.engine.start();
    for (const number of [4, 5]) await heir.engine.begin(newTrip(number));
    await before.engine.stop();
    await pass(heir.clock, LEASE_MS);
    expect(heir.engine.runningCount).toBe(2);
    world.script = () => 'done';
    for (let waiting = 0; waiting < 5; waiting += 1) world.answer('charge');
    await settle();
    databaseClock.advance(LEASE_MS / 2);
    await pass(heir.clock, LEASE_MS / 2);
    expect([1, 2, 3, 4, 5].map((number) => statusOf(store, number))).toEqual(Array(5).fill('completed'));
  });
});
