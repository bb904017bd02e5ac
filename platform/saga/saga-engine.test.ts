import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Overloaded } from '../batching/batch-loop.ts';
import { MemoryStore } from '../store/memory-store.ts';
import {
  expectNothingLeftOver,
  type Host,
  hostOf,
  LEASE_MS,
  logOf,
  newTrip,
  pass,
  settle,
  statusOf,
  tripId,
} from '../testing/hosts.ts';
import { WHOLE_TRIP, World } from '../testing/trip-saga.ts';
import { FirstStepFailed, HandedOver } from './begin-failures.ts';
import { thenGiveUp } from './definition.ts';

let store: MemoryStore;
let world: World;
let host: Host;

beforeEach(async () => {
  store = new MemoryStore();
  world = new World();
  host = hostOf(store, world);
  await host.engine.start();
});

afterEach(() => expect(host.errors).toEqual([]));

/** How a promise stands: what it was resolved or rejected with, or undefined while it is pending. */
function watch<T>(promise: Promise<T>): { now: T | Error | undefined } {
  const watched: { now: T | Error | undefined } = { now: undefined };
  promise.then(
    (value) => {
      watched.now = value;
    },
    (error: Error) => {
      watched.now = error;
    },
  );
  return watched;
}

describe('a saga engine', () => {
  it('runs a saga to its end and logs every transition', async () => {
    expect(await host.engine.begin(newTrip())).toEqual({ kind: 'done', tripId: tripId() });
    await settle();
    expect(world.effectsOf(tripId())).toEqual([...WHOLE_TRIP]);
    expect(world.calls).toHaveLength(WHOLE_TRIP.length);
    expect(new Set(world.traceIds)).toEqual(new Set(['trace 1']));
    expect(statusOf(store)).toBe('completed');
    expect(logOf(store)).toEqual([
      'started',
      'step_completed book hotel',
      'step_completed look around',
      'step_completed book car',
      'step_completed charge',
      'step_completed send ticket',
      'step_completed wave',
    ]);
    expect(host.engine.runningCount).toBe(0);
  });

  it.each([
    ['look left', ['cancel hotel']],
    ['look right', ['cancel hotel']],
    ['book car', ['cancel hotel']],
    ['charge', ['cancel car', 'cancel hotel']],
  ])('refused at "%s" undoes the steps before it, last in first out, and no other', async (refused, undos) => {
    world.script = (name) => (name === refused ? 'refused: sold_out' : 'done');
    await host.engine.begin(newTrip());
    await settle();
    expect(world.calls.filter((call) => call.startsWith('cancel'))).toEqual(undos);
    expect(statusOf(store)).toBe('compensated');
    expectNothingLeftOver(world, statusOf(store));
    logOf(store);
  });

  it('tells who began it when the first step is refused, and does nothing else', async () => {
    world.script = () => 'refused: sold_out';
    await expect(host.engine.begin(newTrip())).rejects.toBeInstanceOf(FirstStepFailed);
    await settle();
    expect(world.calls).toEqual(['book hotel']);
    expect(statusOf(store)).toBe('compensated');
  });

  it('undoes a step that it gave up, and tells who began it', async () => {
    world.script = (name) => (name === 'book hotel' ? 'silence' : 'done');
    const begun = watch(host.engine.begin(newTrip()));
    await pass(host.clock, 30_000, 500);
    expect(begun.now).toBeUndefined();
    await pass(host.clock, 60_000, 500);
    expect(begun.now).toBeInstanceOf(FirstStepFailed);
    expect(world.calls).toEqual([...Array(thenGiveUp.attempts).fill('book hotel'), 'cancel hotel']);
    expect(statusOf(store)).toBe('compensated');
  });

  it('is parked by a refusal past the pivot, until an operator has it tried again', async () => {
    world.script = (name, attempt) => (name === 'send ticket' && attempt === 1 ? 'refused: no_paper' : 'done');
    await host.engine.begin(newTrip());
    await settle();
    expect(statusOf(store)).toBe('parked');
    const before = await host.engine.view().get(tripId());
    expect(before?.steps.map(({ status }) => status)).toEqual([...Array(4).fill('completed'), 'failed', 'pending']);
    expect(before?.steps[4]?.error).toBe('no_paper');

    expect(await host.engine.view().retry({ sagaId: tripId(), who: 'eve', why: 'paper is here' })).toBe('done');
    await settle();
    expect(statusOf(store)).toBe('completed');
    expect(logOf(store)).toContain('operator_retry send ticket');
    const after = await host.engine.view().get(tripId());
    expect(after?.actions).toMatchObject([{ action: 'retry', who: 'eve', why: 'paper is here' }]);
    expect(after?.log?.map(({ sequence }) => sequence)).toEqual(after?.log?.map((_, index) => index + 1));
    expect(after?.steps[4]).toMatchObject({ status: 'completed', attempts: 1 });
    expect(after?.steps[4]).not.toHaveProperty('error');
    expectNothingLeftOver(world, 'completed');
  });

  it('goes on undoing past an undo that is refused, and is parked with it', async () => {
    world.script = (name, attempt) =>
      name === 'charge' || (name === 'cancel car' && attempt === 1) ? 'refused: no' : 'done';
    await host.engine.begin(newTrip());
    await settle();
    expect(world.calls.slice(-2)).toEqual(['cancel car', 'cancel hotel']);
    expect(statusOf(store)).toBe('parked');
    expect(await host.engine.view().retry({ sagaId: tripId(), who: 'eve', why: 'again' })).toBe('done');
    await settle();
    expect(statusOf(store)).toBe('compensated');
  });
});

describe('time in a saga engine', () => {
  it('backs off exponentially, with jitter, up to the longest delay', async () => {
    world.script = (name) => (name === 'charge' ? 'silence' : 'done');
    await host.engine.begin(newTrip());
    await settle();
    const charges = () => world.calls.filter((call) => call === 'charge').length;
    const delays = [];
    for (let attempt = charges(); attempt < 11; attempt = charges()) {
      let waitedMs = 0;
      for (; charges() === attempt; waitedMs += 50) {
        host.clock.advance(50);
        for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setImmediate(resolve));
      }
      delays.push(waitedMs);
    }
    // Half of 100, 200, 400 ... 30,000 ms: the random number is one half.
    expect(delays).toEqual([50, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 15000]);
  });

  it.each([
    ['at once where the random number is 0', 0, 0],
    ['after nearly the whole delay where it is nearly 1', 0.999, 100],
  ])('sends again %s', async (_case, random, delayMs) => {
    const eager = hostOf(store, world, { random: () => random });
    await eager.engine.start();
    world.script = (name, attempt) => (name === 'charge' && attempt === 1 ? 'silence' : 'done');
    await eager.engine.begin(newTrip(2));
    await settle();
    expect(world.calls.filter((call) => call === 'charge')).toHaveLength(delayMs === 0 ? 2 : 1);
    eager.clock.advance(Math.max(0, delayMs - 1));
    await settle();
    expect(world.calls.filter((call) => call === 'charge')).toHaveLength(delayMs === 0 ? 2 : 1);
    eager.clock.advance(1);
    await settle();
    expect(statusOf(store, 2)).toBe('completed');
  });

  it('takes an answer that is overdue for silence, and a late one for nothing', async () => {
    world.script = (name, attempt) => (name === 'charge' && attempt === 1 ? 'waits' : 'done');
    await host.engine.begin(newTrip());
    await settle();
    await pass(host.clock, 9_900);
    expect(world.calls.filter((call) => call === 'charge')).toHaveLength(1);
    await pass(host.clock, 300);
    world.answer('charge', 'refused: too_late');
    await settle();
    await pass(host.clock, 100);
    expect(world.calls.filter((call) => call === 'charge')).toHaveLength(2);
    expect(statusOf(store)).toBe('completed');
    expect(logOf(store)).toContain('step_unanswered charge');
  });

  it('says whether a saga has ended within a time', async () => {
    world.script = (name, attempt) => (name === 'charge' && attempt === 1 ? 'waits' : 'done');
    await host.engine.begin(newTrip());
    await settle();
    const late = watch(host.engine.ended(tripId(), 100));
    const ended = watch(host.engine.ended(tripId(), 1_000));
    await pass(host.clock, 200);
    expect([late.now, ended.now]).toEqual([false, undefined]);
    world.answer('charge');
    await settle();
    expect(ended.now).toBe(true);
    expect(await host.engine.ended(tripId(), 0)).toBe(true);
    const unknown = watch(host.engine.ended(tripId(9), 500));
    await pass(host.clock, 600);
    expect(unknown.now).toBe(false);
  });
});

describe('beginning sagas', () => {
  it('begins a saga once, however often it is begun', async () => {
    const answers = await Promise.all([host.engine.begin(newTrip()), host.engine.begin(newTrip())]);
    await settle();
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(1);
    expect(await host.engine.begin(newTrip())).toBeUndefined();
    const other = hostOf(store, world);
    await other.engine.start();
    expect(await other.engine.begin(newTrip())).toBeUndefined();
    expect(world.calls).toHaveLength(WHOLE_TRIP.length);
  });

  it('begins the new ones among others that are known', async () => {
    await host.engine.begin(newTrip(2));
    await settle();
    const answers = await Promise.all([1, 2, 3].map((number) => host.engine.begin(newTrip(number))));
    expect(answers.map((answer) => answer !== undefined)).toEqual([true, false, true]);
  });

  it('lets one that cannot be stored fail alone', async () => {
    const bad = { ...newTrip(2), subjectId: 'a\u0000b' };
    const badId = { ...newTrip(3), sagaId: 'no UUID' };
    const answers = await Promise.allSettled([newTrip(1), bad, badId, newTrip(4)].map((one) => host.engine.begin(one)));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
    await settle();
    expect([1, 2, 4].map((number) => statusOf(store, number))).toEqual(['completed', undefined, 'completed']);
  });

  it('begins with the transaction that it is begun in, or not at all', async () => {
    const failing = store.transact(async (transaction) => {
      host.engine.beginWithin(transaction, [newTrip(1)]);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const run = await store.transact(async (transaction) =>
      host.engine.beginWithin(transaction, [newTrip(2), newTrip(3)]),
    );
    run();
    await settle();
    expect([1, 2, 3].map((number) => statusOf(store, number))).toEqual([undefined, 'completed', 'completed']);
  });

  it('answers everybody who waits when it stops', async () => {
    world.script = () => 'waits';
    const waiting = watch(host.engine.begin(newTrip(1)));
    await settle();
    const beginning = watch(host.engine.begin(newTrip(2)));
    await host.engine.stop();
    await settle();
    expect([waiting.now, beginning.now]).toEqual([expect.any(HandedOver), expect.any(HandedOver)]);
    await expect(host.engine.begin(newTrip(3))).rejects.toBeInstanceOf(Overloaded);
  });
});

describe('a transition that holds a text which no database takes', () => {
  it('is written all the same', async () => {
    world.script = (name, attempt) => (name === 'charge' && attempt === 1 ? 'refused: a\u0000b' : 'done');
    await host.engine.begin(newTrip());
    await settle();
    expect(statusOf(store)).toBe('compensated');
    expect(host.errors).toEqual([]);
  });
});

describe('operators', () => {
  it('unwind a saga before its pivot, the step that is out included', async () => {
    world.script = (name) => (name === 'book car' ? 'waits' : 'done');
    await host.engine.begin(newTrip());
    await settle();
    const ended = watch(host.engine.ended(tripId(), 60_000));
    expect(await host.engine.view().compensate({ sagaId: tripId(), who: 'eve', why: 'asked to' })).toBe('done');
    await settle();
    expect(world.calls.slice(-2)).toEqual(['cancel car', 'cancel hotel']);
    expect(statusOf(store)).toBe('compensated');
    expect(ended.now).toBe(true);
    world.answer('book car');
    await settle();
    expect(logOf(store).at(-1)).toBe('step_undone book hotel');
  });

  it('have the first step sent again, and its reply still reaches who began the saga', async () => {
    world.script = (_name, attempt) => (attempt === 1 ? 'waits' : 'done');
    const begun = watch(host.engine.begin(newTrip()));
    await settle();
    world.script = () => 'done';
    expect(await host.engine.view().retry({ sagaId: tripId(), who: 'eve', why: 'it hangs' })).toBe('done');
    await settle();
    expect(begun.now).toEqual({ kind: 'done', tripId: tripId() });
    expect(statusOf(store)).toBe('completed');
  });

  it('who unwind a saga at its first step have its beginner told', async () => {
    world.script = (name) => (name === 'book hotel' ? 'waits' : 'done');
    const begun = watch(host.engine.begin(newTrip()));
    await settle();
    await host.engine.view().compensate({ sagaId: tripId(), who: 'eve', why: 'no' });
    await settle();
    expect(begun.now).toBeInstanceOf(FirstStepFailed);
  });

  it('cannot do what the state does not allow', async () => {
    await host.engine.begin(newTrip());
    await settle();
    const view = host.engine.view();
    const act = { sagaId: tripId(), who: 'eve', why: 'to see' };
    expect([await view.retry(act), await view.compensate(act)]).toEqual(['not_possible', 'not_possible']);
    expect(await view.retry({ ...act, sagaId: tripId(2) })).toBe('not_found');
    expect(await view.compensate({ ...act, sagaId: 'no UUID' })).toBe('not_found');
    world.script = (name) => (name === 'charge' ? 'waits' : 'done');
    await host.engine.begin(newTrip(3));
    await settle();
    expect(await view.compensate({ ...act, sagaId: tripId(3) })).toBe('not_possible');
  });
});

describe('the view of sagas', () => {
  it('shows steps with their attempts, times and errors', async () => {
    world.script = (name, attempt) => {
      if (name === 'book car') return attempt === 1 ? 'silence' : 'refused: none_left';
      return 'done';
    };
    await host.engine.begin(newTrip());
    await pass(host.clock, 200);
    expect(await host.engine.view().get(tripId())).toMatchObject({
      sagaId: tripId(),
      name: 'trip.v1',
      status: 'compensated',
      subjectId: 'subject 1',
      traceId: 'trace 1',
      steps: [
        { name: 'book hotel', status: 'compensated', attempts: 1 },
        { name: 'look around', status: 'completed', attempts: 1 },
        { name: 'book car', status: 'failed', attempts: 2, error: 'none_left' },
        { name: 'charge', status: 'pending', attempts: 0 },
        { name: 'send ticket', status: 'pending', attempts: 0 },
        { name: 'wave', status: 'pending', attempts: 0 },
      ],
    });
    expect(await host.engine.view().get(tripId(2))).toBeUndefined();
    expect(await host.engine.view().get('no UUID')).toBeUndefined();
  });

  it('lists newest first, a page at a time, by status and name', async () => {
    world.script = (name, _attempt, id) => (name === 'charge' && id === tripId(2) ? 'refused: no' : 'done');
    for (const number of [1, 2, 3, 4]) await host.engine.begin(newTrip(number));
    await settle();
    const view = host.engine.view();
    const ids = async (filter: Parameters<typeof view.list>[0]) => {
      const { sagas, more } = await view.list(filter);
      return [sagas.map(({ sagaId }) => Number(sagaId.slice(-3))), more];
    };
    expect(await ids({ limit: 3 })).toEqual([[4, 3, 2], true]);
    expect(await ids({ limit: 3, before: tripId(2) })).toEqual([[1], false]);
    expect(await ids({ limit: 9, status: 'compensated' })).toEqual([[2], false]);
    expect(await ids({ limit: 9, name: 'other.v1' })).toEqual([[], false]);
    expect((await view.list({ limit: 1 })).sagas[0]?.steps).toHaveLength(6);
  });
});

describe('a host that stops', () => {
  it('hands over what runs to whoever looks next, without waiting for its lease', async () => {
    const other = hostOf(store, world);
    await other.engine.start();
    world.script = (name, attempt) => (name === 'charge' && attempt === 1 ? 'waits' : 'done');
    await host.engine.begin(newTrip());
    await settle();
    await host.engine.stop();
    expect(host.engine.runningCount).toBe(0);
    await pass(other.clock, LEASE_MS / 3 + 50);
    expect(statusOf(store)).toBe('completed');
    expectNothingLeftOver(world, 'completed');
    expect(logOf(store)).toContain('resumed');
  });
});
