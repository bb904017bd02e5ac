import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { type Host, hostOf, LEASE_MS, logOf, newTrip, pass, settle, statusOf, tripId } from '../testing/hosts.ts';
import { act, type Trip, trip, World } from '../testing/trip-saga.ts';
import { saga, thenGiveUp, untilAnswered } from './definition.ts';
import { ASLEEP, sagas } from './tables.ts';

// Waiting: for a module that is away, for a deadline, for a day to pass.

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const send =
  (name: string) =>
  ({ tripId: id }: Trip) =>
    act(name, id);

/** The hotel is paid a day after it was booked, and the guest is thanked a day after that. */
const stay = saga<Trip>('stay.v1', { deadlineMs: 3 * DAY_MS })
  .step('book hotel', { send: send('book hotel'), undo: send('cancel hotel'), retry: thenGiveUp })
  .wait('sleep on it', { untilMs: (_trip, completedAtMs) => completedAtMs('book hotel') + DAY_MS })
  .pivot('charge', { send: send('charge'), retry: untilAnswered })
  .wait('enjoy it', { untilMs: (_trip, completedAtMs) => completedAtMs('charge') + DAY_MS })
  .forward('thank', { send: send('thank'), retry: untilAnswered })
  .build();

let store: MemoryStore;
let world: World;

beforeEach(() => {
  store = new MemoryStore();
  world = new World();
});

const rowOf = (number = 1) => store.rows(sagas).find(({ row }) => row.sagaId === tripId(number))?.row;

async function started(options: Parameters<typeof hostOf>[2] = {}): Promise<Host> {
  const host = hostOf(store, world, { definitions: [stay, trip], ...options });
  await host.engine.start();
  return host;
}

/** Moves the time to an instant without living through it: of what was in the host's memory nothing can be left. */
function startedAt(startMs: number): Promise<Host> {
  return started({ startMs });
}

describe('a module that is away', () => {
  it('for half a minute is waited for, within the deadline of the saga', async () => {
    const host = await started();
    const backAtMs = host.clock.nowMs() + 30_000;
    world.script = (name) => (name === 'book car' && host.clock.nowMs() < backAtMs ? 'silence' : 'done');
    await host.engine.begin(newTrip());
    await pass(host.clock, 40_000, 250);
    expect(statusOf(store)).toBe('completed');
  });

  it('keeps its backoff through a restart', async () => {
    world.script = (name, attempt) => (name === 'charge' && attempt <= 12 ? 'silence' : 'done');
    const host = await started();
    await host.engine.begin(newTrip());
    await pass(host.clock, 40_000, 100);
    const sent = () => world.calls.filter((call) => call === 'charge').length;
    const before = sent();
    await host.engine.stop();
    const heir = await startedAt(host.clock.nowMs());
    await settle();
    expect(sent()).toBe(before);
    await pass(heir.clock, 15_000, 100);
    expect(sent()).toBe(before + 1);
  });
});

describe('the deadline of a saga', () => {
  const late: [string, string, number][] = [];
  const onLate = (...about: [string, string, number]): number => late.push(about);

  it.each([
    ['nobody answers', 'waits'],
    ['attempts fail', 'silence'],
  ] as const)('unwinds it before its pivot, also what is out, while %s', async (_case, answer) => {
    const brief = { ...trip, deadlineMs: 7_000 };
    world.script = (name) => (name === 'book car' ? answer : 'done');
    const host = await started({ definitions: [brief], onLate });
    await host.engine.begin(newTrip());
    await pass(host.clock, 6_900);
    expect(statusOf(store)).toBe('in_progress');
    await pass(host.clock, 500);
    expect(statusOf(store)).toBe('compensated');
    expect(world.calls.slice(-2)).toEqual(['cancel car', 'cancel hotel']);
    expect(logOf(store)).toContain('expired book car');
    expect(late).toEqual([]);
    const view = await host.engine.view().get(tripId());
    expect(view?.steps[2]).toMatchObject({ status: 'compensated', error: 'not past its pivot within 7000 ms' });
  });

  it('is reported once past the pivot, and the saga goes on', async () => {
    const brief = { ...trip, deadlineMs: 7_000 };
    world.script = (name) => (name === 'charge' && late.length === 0 ? 'silence' : 'done');
    const host = await started({ definitions: [brief], onLate });
    await host.engine.begin(newTrip());
    await pass(host.clock, 30_000, 250);
    expect(late).toEqual([['trip.v1', tripId(), expect.any(Number)]]);
    expect(statusOf(store)).toBe('completed');
  });

  it('has passed while no host was there: the saga unwinds as soon as there is one', async () => {
    world.script = (name) => (name === 'book car' ? 'waits' : 'done');
    const host = await started();
    await host.engine.begin(newTrip());
    await settle();
    await startedAt(host.clock.nowMs() + HOUR_MS);
    await settle();
    expect(statusOf(store)).toBe('compensated');
    expect(world.calls.filter((call) => call === 'book car')).toHaveLength(1);
  });
});

describe('a saga that waits for a time', () => {
  const newStay = (number = 1) => ({ ...newTrip(number), definition: stay.name });

  it('sleeps in the database, wakes at its time wherever a host is, and goes on', async () => {
    const first = await started();
    await first.engine.begin(newStay());
    await settle();
    expect(first.engine.runningCount).toBe(0);
    const bookedAtMs = first.clock.nowMs();
    expect(rowOf()).toMatchObject({ owner: ASLEEP, wakeAt: bookedAtMs + DAY_MS, status: 'in_progress' });

    const early = await startedAt(bookedAtMs + DAY_MS - 1_000);
    await settle();
    expect([early.engine.runningCount, world.calls]).toEqual([0, ['book hotel']]);

    const second = await startedAt(bookedAtMs + DAY_MS);
    await settle();
    expect(world.calls).toEqual(['book hotel', 'charge']);
    expect(rowOf()).toMatchObject({ owner: ASLEEP, wakeAt: bookedAtMs + 2 * DAY_MS });

    await pass(second.clock, DAY_MS + LEASE_MS, HOUR_MS);
    await pass(second.clock, LEASE_MS);
    expect(statusOf(store)).toBe('completed');
    expect(rowOf()?.wakeAt).toBeNull();
    expect(logOf(store).filter((entry) => entry !== 'resumed')).toEqual([
      'started',
      'step_completed book hotel',
      'step_completed sleep on it',
      'step_completed charge',
      'step_completed enjoy it',
      'step_completed thank',
    ]);
    expect([...first.errors, ...early.errors, ...second.errors]).toEqual([]);
  });

  it('is woken by one of two hosts', async () => {
    const first = await started();
    await first.engine.begin(newStay());
    await settle();
    const startMs = first.clock.nowMs() + DAY_MS;
    const hosts = [
      hostOf(store, world, { definitions: [stay], startMs }),
      hostOf(store, world, { definitions: [stay], startMs }),
    ];
    await Promise.all(hosts.map(({ engine }) => engine.start()));
    await settle();
    expect(world.calls).toEqual(['book hotel', 'charge']);
    expect(logOf(store).filter((entry) => entry === 'resumed')).toHaveLength(1);
  });

  it('waits in memory for what is near, and is taken over from there', async () => {
    const near = {
      ...stay,
      steps: stay.steps.map((step) =>
        step.name === 'sleep on it'
          ? { ...step, untilMs: (_: never, at: (name: string) => number) => at('book hotel') + 30_000 }
          : step,
      ),
    };
    const first = await started({ definitions: [near] });
    await first.engine.begin(newStay());
    await settle();
    expect(first.engine.runningCount).toBe(1);
    await first.engine.stop();
    const second = await started({ definitions: [near], startMs: first.clock.nowMs() + 10_000 });
    await pass(second.clock, 19_000, 500);
    expect(world.calls).toEqual(['book hotel']);
    await pass(second.clock, 1_500, 500);
    expect(world.calls).toEqual(['book hotel', 'charge']);
  });

  it('is unwound by an operator in its sleep', async () => {
    const host = await started();
    await host.engine.begin(newStay());
    await settle();
    expect(await host.engine.view().compensate({ sagaId: tripId(), who: 'eve', why: 'ill' })).toBe('done');
    await settle();
    expect(statusOf(store)).toBe('compensated');
    expect(world.calls).toEqual(['book hotel', 'cancel hotel']);
  });

  it('is woken by its deadline when that comes first, and unwinds', async () => {
    const hasty = { ...stay, deadlineMs: 2 * HOUR_MS };
    const first = await started({ definitions: [hasty] });
    await first.engine.begin(newStay());
    await settle();
    expect(rowOf()?.wakeAt).toBe(first.clock.nowMs() + 2 * HOUR_MS);
    await started({ definitions: [hasty], startMs: first.clock.nowMs() + 2 * HOUR_MS });
    await settle();
    expect(statusOf(store)).toBe('compensated');
    expect(world.calls).toEqual(['book hotel', 'cancel hotel']);
  });

  it('does not compile as its first step: there would be no reply to give', () => {
    // @ts-expect-error a saga begins with something that it does
    const mistake = () => saga<Trip>('late.v1').wait('sleep', { untilMs: () => 0 });
    expect(mistake).toBeTypeOf('function');
  });
});
