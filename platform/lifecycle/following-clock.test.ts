import { expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { FollowingClock } from './following-clock.ts';

const HOUR_MS = 3_600_000;

/** A clock that follows another one, which is so far ahead of its own, and takes so long each way to be asked. */
function following(aheadMs: number, wayMs = 0) {
  const own = new FakeClock();
  const clock = new FollowingClock(own);
  let ahead = aheadMs;
  const follow = () =>
    clock.follow(async () => {
      own.advance(wayMs);
      const thereMs = own.nowMs() + ahead;
      own.advance(wayMs);
      return thereMs;
    });
  const set = (nextMs: number) => {
    ahead = nextMs;
  };
  return { own, clock, follow, set };
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
  const { clock, follow, set } = following(HOUR_MS);
  await follow();
  set(3);
  expect(await follow()).toBe(true);
  expect(clock.offsetMs).toBe(0);
});

it('leaves timers to the machine, and stays as it is where nobody answers', async () => {
  const { own, clock, follow } = following(HOUR_MS);
  await follow();
  let rings = 0;
  clock.after(10, () => {
    rings += 1;
  });
  own.advance(10);
  expect(rings).toBe(1);
  await expect(clock.follow(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
  expect(clock.offsetMs).toBe(HOUR_MS);
});
