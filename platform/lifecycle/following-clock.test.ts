import { expect, it } from 'vitest';
import type { Clock } from '../kernel/clock.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { FollowingClock } from './following-clock.ts';

const HOUR_MS = 3_600_000;

/** A clock that follows another one, which is so far ahead of its own, and takes so long each way to be asked. */
function following(aheadMs: number, wayMs = 0) {
  const machine = new FakeClock();
  // What passes moves both clocks, a step only that of the machine.
  let [passedMs, steppedMs, startMs] = [0, 0, machine.nowMs() + aheadMs];
  const own: Clock = { nowMs: () => machine.nowMs() + steppedMs, after: (...timer) => machine.after(...timer) };
  const clock = new FollowingClock(own, () => passedMs);
  const pass = (forMs: number) => {
    passedMs += forMs;
    machine.advance(forMs);
  };
  const follow = () =>
    clock.follow(async () => {
      pass(wayMs);
      const thereMs = startMs + passedMs;
      pass(wayMs);
      return thereMs;
    });
  /** Somebody sets the clock of this machine. */
  const step = (byMs: number) => {
    steppedMs += byMs;
  };
  /** Somebody sets the other one. */
  const stepThere = (byMs: number) => {
    startMs += byMs;
  };
  return { own, clock, follow, pass, step, stepThere };
}

it.each([HOUR_MS, -HOUR_MS, 101])('tells the time of one that is %i ms ahead', async (aheadMs) => {
  const { own, clock, follow } = following(aheadMs);
  expect(await follow()).toBe(true);
  expect([clock.offsetMs, clock.nowMs() - own.nowMs()]).toEqual([aheadMs, aheadMs]);
  expect(await follow()).toBe(false);
});

it.each([
  ['two clocks that are kept well', 100, 0],
  ['the way there and back', 1_050, 1_000],
])('stays as it is where %s explain the difference', async (_what, aheadMs, wayMs) => {
  const { clock, follow } = following(aheadMs, wayMs);
  expect(await follow()).toBe(false);
  expect(clock.offsetMs).toBe(0);
});

it('goes back to its own time once the two agree', async () => {
  const { own, clock, follow, stepThere } = following(HOUR_MS);
  await follow();
  stepThere(3 - HOUR_MS);
  expect(await follow()).toBe(true);
  expect([clock.offsetMs, clock.nowMs() - own.nowMs()]).toEqual([0, 0]);
});

it.each([HOUR_MS, -HOUR_MS])('goes on as before where this machine’s clock is set by %i ms', async (byMs) => {
  const { clock, follow, pass, step } = following(3);
  await follow();
  const beforeMs = clock.nowMs();
  step(byMs);
  expect(clock.nowMs()).toBe(beforeMs);
  pass(1_000);
  expect(clock.nowMs()).toBe(beforeMs + 1_000);
  // It is the machine's clock that is wrong now, which is told, and the shop's stays what it was.
  expect(await follow()).toBe(true);
  expect([clock.offsetMs, clock.nowMs()]).toEqual([3 - byMs, beforeMs + 1_000]);
  step(-byMs);
  expect(await follow()).toBe(true);
  expect([clock.offsetMs, clock.nowMs()]).toEqual([0, beforeMs + 1_000]);
});

it('follows the other one where that is set', async () => {
  const { own, clock, follow, stepThere } = following(0);
  await follow();
  stepThere(HOUR_MS);
  expect(await follow()).toBe(true);
  expect(clock.nowMs() - own.nowMs()).toBe(HOUR_MS);
});

it('is right again at the next look after the machine slept, of which nothing seems to have passed', async () => {
  const { own, clock, follow, step, stepThere } = following(0);
  await follow();
  step(HOUR_MS);
  stepThere(HOUR_MS);
  expect(await follow()).toBe(false);
  expect(clock.nowMs()).toBe(own.nowMs());
});

it('leaves timers to the machine, and stays as it is where nobody answers', async () => {
  const { clock, follow, pass } = following(HOUR_MS);
  await follow();
  let rings = 0;
  clock.after(10, () => {
    rings += 1;
  });
  pass(10);
  expect(rings).toBe(1);
  await expect(clock.follow(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(clock.offsetMs).toBe(HOUR_MS);
});
