import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { type Store, StoreUnavailable, type Transaction } from '../store/store.ts';
import {
  type Crash,
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
import { HandedOver } from './begin-failures.ts';
import { HostLease } from './host-lease.ts';
import { SagaJournal } from './saga-journal.ts';
import { entriesIn } from './saga-rows.ts';
import { sagaLog } from './tables.ts';

// What a crash, a stall or a lost acknowledgement may do to a saga: nothing that anybody can see in the world.

const SCRIPTS: readonly (readonly [string, World['script'], string])[] = [
  ['a trip that succeeds', () => 'done', 'completed'],
  ['a trip that is refused', (name) => (name === 'charge' ? 'refused: no' : 'done'), 'compensated'],
  ['a trip that is refused early', (name) => (name === 'look left' ? 'refused: no' : 'done'), 'compensated'],
  ['a trip on a bad line', (name, attempt) => (name !== 'wave' && attempt === 1 ? 'silence' : 'done'), 'completed'],
];

/** Runs a trip on a host that crashes, then on another one. False when the host got to the end of the trip. */
async function crashAndRecover(script: World['script'], expected: string, crash: Crash): Promise<boolean> {
  const store = new MemoryStore();
  const world = new World();
  world.script = script;
  const doomed = hostOf(store, world, { crash });
  void doomed.engine.start().then(() => doomed.engine.begin(newTrip()).catch(() => undefined));
  await settle();
  // Shorter than the lease is renewed: what the host does is to run its trip.
  await pass(doomed.clock, 1_000);
  const began = statusOf(store) !== undefined;
  const heir = hostOf(store, world, { startMs: doomed.clock.nowMs() + LEASE_MS + 1 });
  await heir.engine.start();
  await pass(heir.clock, 1_000);
  if (began) {
    expect(statusOf(store), `after a crash at transaction ${crash.at}`).toBe(expected);
    expectNothingLeftOver(world, expected);
    logOf(store);
  } else {
    expect(world.calls).toEqual([]);
  }
  expect(heir.errors).toEqual([]);
  return doomed.hasCrashed();
}

describe.each(SCRIPTS)('%s', (_name, script, expected) => {
  it.each([
    ['just before', false],
    ['just after', true],
  ])('ends as it would have, when its host crashes %s any of its commits', async (_when, committed) => {
    let at = 1;
    while (await crashAndRecover(script, expected, { at, committed })) at += 1;
    // The first transactions are the host's own: its lease, and the look for orphans.
    expect(at).toBeGreaterThan(5);
  });
});

it('unwinds all that its host may have sent when it is too late to go on, logged or not', async () => {
  const store = new MemoryStore();
  const world = new World();
  world.script = (name) => (name === 'charge' ? 'refused: too late' : 'done');
  // Its third transaction would log that the car is booked: the log ends before the hotel.
  const doomed = hostOf(store, world, { crash: { at: 4, committed: false } });
  void doomed.engine.start().then(() => doomed.engine.begin(newTrip()).catch(() => undefined));
  await settle();
  expect(doomed.hasCrashed()).toBe(true);
  expect(world.effects).toContain(`book car ${tripId()}`);
  expect(logOf(store)).toEqual([]);

  const heir = hostOf(store, world, { startMs: doomed.clock.nowMs() + trip.deadlineMs });
  await heir.engine.start();
  await settle();
  expect(statusOf(store)).toBe('compensated');
  expect(world.effectsOf(tripId()).slice(-2)).toEqual(['cancel car', 'cancel hotel']);
  expect(logOf(store)).toEqual([
    ...['started', 'resumed', 'expired book hotel'],
    ...['step_undone book car', 'step_undone book hotel'],
  ]);
});

describe('a host that stalls', () => {
  it('is fenced off by the log, lets go, and goes on as a new owner', async () => {
    const store = new MemoryStore();
    const world = new World();
    const stalled = hostOf(store, world);
    await stalled.engine.start();
    world.script = (name, attempt) => (name === 'book car' && attempt === 1 ? 'waits' : 'done');
    await stalled.engine.begin(newTrip());
    await settle();

    const heir = hostOf(store, world, { startMs: stalled.clock.nowMs() + LEASE_MS + 1 });
    await heir.engine.start();
    await settle();
    expect(statusOf(store)).toBe('completed');
    const log = logOf(store);

    world.answer('book car');
    await settle();
    expect(stalled.engine.runningCount).toBe(0);
    expect(logOf(store)).toEqual(log);
    expectNothingLeftOver(world, 'completed');

    await pass(stalled.clock, LEASE_MS);
    await stalled.engine.begin(newTrip(2));
    await settle();
    expect(statusOf(store, 2)).toBe('completed');
    expect([stalled.errors, heir.errors]).toEqual([[], []]);
  });

  it('tells who began a saga there that it goes on elsewhere', async () => {
    const store = new MemoryStore();
    const world = new World();
    const stalled = hostOf(store, world);
    await stalled.engine.start();
    world.script = (_name, attempt) => (attempt === 1 ? 'waits' : 'done');
    const begun = stalled.engine.begin(newTrip()).catch((error: unknown) => error);
    await settle();
    world.script = () => 'done';
    const heir = hostOf(store, world, { startMs: stalled.clock.nowMs() + LEASE_MS + 1 });
    await heir.engine.start();
    await settle();
    await pass(stalled.clock, LEASE_MS);
    expect(await begun).toBeInstanceOf(HandedOver);
    expect(statusOf(store)).toBe('completed');
  });

  it('takes nothing from itself when it wakes up and its lease is gone', async () => {
    const store = new MemoryStore();
    const world = new World();
    const { engine, clock } = hostOf(store, world, { newId: () => 'sleeper' });
    await store.transact(async (transaction) => engine.beginWithin(transaction, [newTrip()]));
    const journal = new SagaJournal(store, clock);
    const definitions = new Map([[trip.name, trip]]);
    expect((await journal.claimOrphans('sleeper', definitions)).held).toEqual([]);
    await new HostLease({ store, clock, newId: () => 'another', leaseMs: LEASE_MS }).begin();
    expect((await journal.claimOrphans('another', definitions)).held).toHaveLength(1);
    expect((await journal.claimOrphans('another', definitions)).held).toEqual([]);
  });

  it('alone on its store takes over at once what an earlier process left', async () => {
    const store = new MemoryStore();
    const world = new World();
    world.script = (name, attempt) => (name === 'charge' && attempt === 1 ? 'waits' : 'done');
    const earlier = hostOf(store, world);
    await earlier.engine.start();
    await earlier.engine.begin(newTrip());
    await settle();
    const later = hostOf(store, world, { alone: true });
    await later.engine.start();
    await settle();
    expect(statusOf(store)).toBe('completed');
  });
});

describe('many sagas', () => {
  it('are all taken over, also those with a long log', async () => {
    const store = new MemoryStore();
    const world = new World();
    world.script = (name, attempt) => (name === 'charge' && attempt <= 40 ? 'silence' : 'done');
    const earlier = hostOf(store, world, { random: () => 0 });
    await earlier.engine.start();
    for (const number of [1, 2, 3, 4, 5]) await earlier.engine.begin(newTrip(number));
    await settle();
    const before = store.rows(sagaLog).flatMap(({ row }) => entriesIn(row)).length;
    const journal = new SagaJournal(store, earlier.clock, 7);
    for (const number of [1, 2, 3, 4, 5]) {
      const read = await journal.read(tripId(number));
      expect(read?.log.map(({ sequence }) => sequence)).toEqual(read?.log.map((_, index) => index + 1));
    }
    const listed = await journal.list([], 9);
    expect(listed.reduce((sum, { log }) => sum + log.length, 0)).toBe(before);
  });
});

/** A store that loses an acknowledgement: a transaction is committed, and its caller is told that nobody knows. */
class Forgetful implements Store {
  readonly inner = new MemoryStore();
  /** The next transaction that writes to this table is the one. */
  losesWriteTo: string | undefined;

  async transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    const written = new Set<string>();
    const result = await this.inner.transact((transaction) =>
      work({
        ...transaction,
        write: (more) => {
          for (const { table } of more) written.add(table.name);
          transaction.write(more);
        },
      }),
    );
    if (this.losesWriteTo === undefined || !written.has(this.losesWriteTo)) return result;
    this.losesWriteTo = undefined;
    throw new StoreUnavailable('the connection broke while it committed');
  }
}

describe('a lost acknowledgement', () => {
  it('of a saga that began is noticed, and the saga is run', async () => {
    const store = new Forgetful();
    const world = new World();
    const host = hostOf(store, world);
    await host.engine.start();
    store.losesWriteTo = 'sagas';
    await expect(host.engine.begin(newTrip())).rejects.toBeInstanceOf(StoreUnavailable);
    await pass(host.clock, LEASE_MS / 2);
    expect(statusOf(store.inner)).toBe('completed');
    expectNothingLeftOver(world, 'completed');
    logOf(store.inner);
  });

  it('of a transition is noticed, and the saga goes on', async () => {
    const store = new Forgetful();
    const world = new World();
    world.script = (name, attempt) => (name === 'book car' && attempt === 1 ? 'waits' : 'done');
    const host = hostOf(store, world);
    await host.engine.start();
    await host.engine.begin(newTrip());
    await settle();
    store.losesWriteTo = 'saga_log';
    world.answer('book car');
    await settle();
    expect(statusOf(store.inner)).toBe('in_progress');
    await pass(host.clock, LEASE_MS);
    expect(statusOf(store.inner)).toBe('completed');
    expectNothingLeftOver(world, 'completed');
    logOf(store.inner);
  });

  it('of a take-over is noticed, and the sagas are run', async () => {
    const store = new Forgetful();
    const world = new World();
    world.script = (name, attempt) => (name === 'charge' && attempt === 1 ? 'waits' : 'done');
    const earlier = hostOf(store, world);
    await earlier.engine.start();
    await earlier.engine.begin(newTrip());
    await settle();
    const heir = hostOf(store, world);
    await heir.engine.start();
    await earlier.engine.stop();
    store.losesWriteTo = 'sagas';
    await pass(heir.clock, LEASE_MS);
    expect(statusOf(store.inner)).toBe('completed');
    expect(heir.errors).toHaveLength(1);
    expectNothingLeftOver(world, 'completed');
  });

  it('of an operator action is noticed, and the saga goes on', async () => {
    const store = new Forgetful();
    const world = new World();
    world.script = (name, attempt) => (name === 'wave' && attempt === 1 ? 'refused: no' : 'done');
    const host = hostOf(store, world);
    await host.engine.start();
    await host.engine.begin(newTrip());
    await settle();
    store.losesWriteTo = 'sagas';
    const retry = host.engine.view().retry({ sagaId: tripId(), who: 'eve', why: 'again' });
    await expect(retry).rejects.toBeInstanceOf(StoreUnavailable);
    await pass(host.clock, LEASE_MS);
    expect(statusOf(store.inner)).toBe('completed');
  });
});

it('does not ask for its pivot again once that was accepted, for others act upon it', async () => {
  const store = new MemoryStore();
  const world = new World();
  world.script = (name, attempt) => (name === 'send ticket' && attempt === 1 ? 'waits' : 'done');
  const doomed = hostOf(store, world);
  await doomed.engine.start();
  await doomed.engine.begin(newTrip());
  await settle();
  world.script = (name) => (name === 'charge' ? 'refused: given back meanwhile' : 'done');
  const heir = hostOf(store, world, { startMs: doomed.clock.nowMs() + LEASE_MS + 1 });
  await heir.engine.start();
  await settle();
  expect(statusOf(store)).toBe('completed');
  expectNothingLeftOver(world, 'completed');
});
