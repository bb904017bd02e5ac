import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { type Turn, WorkLoop } from './work-loop.ts';

/** A loop whose turns end when the test says so. */
function looped(pollMs = 1_000) {
  const clock = new FakeClock();
  const failures: string[] = [];
  const open: { end(turn: Turn): void; fail(): void }[] = [];
  let turns = 0;
  const loop = new WorkLoop({
    clock,
    pollMs,
    turn: () => {
      turns += 1;
      return new Promise<Turn>((resolve, reject) => {
        open.push({ end: resolve, fail: () => reject(new Error('no')) });
      });
    },
    onFailure: (error) => failures.push(error.message),
  });
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    clock,
    loop,
    failures,
    turns: () => turns,
    end: async (turn: Turn) => {
      open.shift()?.end(turn);
      await settled();
    },
    fail: async () => {
      open.shift()?.fail();
      await settled();
    },
  };
}

describe('a work loop', () => {
  it('runs at start, again while there is more, then after the poll', async () => {
    const { clock, loop, turns, end } = looped();
    loop.start();
    await end('more');
    expect(turns()).toBe(2);
    await end('done');
    clock.advance(999);
    expect(turns()).toBe(2);
    clock.advance(1);
    expect(turns()).toBe(3);
  });

  it('runs at once when woken, and once more for any number of wakes during a turn', async () => {
    const { loop, turns, end } = looped();
    loop.start();
    for (let wake = 0; wake < 5; wake++) loop.wake();
    expect(turns()).toBe(1);
    await end('done');
    expect(turns()).toBe(2);
    await end('done');
    expect(turns()).toBe(2);
    loop.wake();
    expect(turns()).toBe(3);
  });

  it('pauses longer after every failure, and no wake cuts the pause short', async () => {
    const { clock, loop, failures, turns, fail, end } = looped();
    loop.start();
    let expected = 1;
    for (const pauseMs of [200, 400, 800, 1_600]) {
      await fail();
      loop.wake();
      clock.advance(pauseMs - 1);
      expect(turns()).toBe(expected);
      clock.advance(1);
      expected += 1;
      expect(turns()).toBe(expected);
    }
    expect(failures).toHaveLength(4);
    await end('done');
    loop.wake();
    expect(turns()).toBe(expected + 1);
  });

  it('looks again soon when another process was at it', async () => {
    const { clock, loop, turns, end } = looped();
    loop.start();
    await end('busy');
    clock.advance(50);

    expect(turns()).toBe(2);
  });

  it('stops after the turn in progress, and stays stopped', async () => {
    const { clock, loop, turns, end } = looped();
    loop.start();
    let stopped = false;
    const stopping = loop.stop().then(() => {
      stopped = true;
    });
    await Promise.resolve();
    expect(stopped).toBe(false);
    await end('more');
    await stopping;
    loop.wake();
    clock.advance(10_000);

    expect(turns()).toBe(1);
  });
});
