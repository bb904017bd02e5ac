import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { type BatchLimits, BatchLoop, Overloaded } from './batch-loop.ts';

const LIMITS = { maxSize: 3, delayMs: 10, capacity: 5 };

/** A loop that echoes its items and remembers its batches; a batch ends when it is let go, by its place, or with all. */
function recording(limits: BatchLimits = LIMITS, answer = echo) {
  const clock = new FakeClock();
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const loop = new BatchLoop<number, number>(
    'test',
    async (items) => {
      batches.push(items);
      await new Promise<void>((resolve) => ends.push(resolve));
      return answer(items);
    },
    clock,
    limits,
  );
  const letGo = async (place: number) => {
    ends[place]?.();
    await turn();
  };
  const release = async () => {
    for (const end of ends) end();
    await turn();
  };
  return { clock, batches, loop, letGo, release };
}

function echo(items: readonly number[]): PromiseSettledResult<number>[] {
  return items.map((value) => ({ status: 'fulfilled', value }));
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('a batch loop', () => {
  it('waits for company no longer than its delay', async () => {
    const { clock, batches, loop, release } = recording();
    const answers = Promise.all([loop.submit(1), loop.submit(2)]);
    clock.advance(9);
    expect(batches).toEqual([]);
    clock.advance(1);
    expect(batches).toEqual([[1, 2]]);
    await release();
    expect(await answers).toEqual([1, 2]);
  });

  it('starts at once when a batch is full, and once only', async () => {
    const { clock, batches, loop, release } = recording();
    const answers = Promise.all([1, 2, 3].map((item) => loop.submit(item)));
    expect(batches).toEqual([[1, 2, 3]]);
    clock.advance(LIMITS.delayMs);
    expect(batches).toHaveLength(1);
    await release();
    expect(await answers).toEqual([1, 2, 3]);
  });

  it('gathers while a batch runs, and goes on in order of arrival without waiting again', async () => {
    const { batches, loop, release } = recording();
    const answers = Promise.all([1, 2, 3, 4, 5, 6, 7].map((item) => loop.submit(item)));
    expect(loop.depth).toBe(4);
    for (let round = 0; round < 3; round++) await release();
    expect(batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
    expect(await answers).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('with no delay runs what one turn of the event loop brought', async () => {
    const { batches, loop, release } = recording({ ...LIMITS, delayMs: 0 });
    const answers = Promise.all([loop.submit(1), loop.submit(2)]);
    await turn();
    expect(batches).toEqual([[1, 2]]);
    await release();
    await answers;
  });

  it('refuses what does not fit its queue, before any work, and takes more once there is room', async () => {
    const { loop, batches, release } = recording();
    const answers = [1, 2, 3, 4, 5, 6, 7, 8].map((item) => loop.submit(item));
    await expect(loop.submit(9)).rejects.toBeInstanceOf(Overloaded);
    await release();
    const later = loop.submit(10);
    await release();
    await release();
    expect(await Promise.all([...answers, later])).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10]);
    expect(batches.flat()).not.toContain(9);
  });

  it('waits anew after it was idle', async () => {
    const { clock, batches, loop, release } = recording();
    const first = loop.submit(1);
    clock.advance(10);
    await release();
    await first;
    const second = loop.submit(2);
    expect(batches).toHaveLength(1);
    clock.advance(10);
    await release();
    expect(await second).toBe(2);
  });

  it.each<[string, (items: readonly number[]) => PromiseSettledResult<number>[]]>([
    [
      'the run throws',
      () => {
        throw new Error('broken');
      },
    ],
    ['it answers too few', (items) => echo(items.slice(1))],
    ['it answers too many', (items) => echo([...items, 0])],
    ['it answers nothing', () => []],
  ])('rejects every waiter once when %s, and serves the next ones', async (_case, answer) => {
    let broken = true;
    const { loop, release } = recording(LIMITS, (items) => (broken ? answer(items) : echo(items)));
    let settled = 0;
    const count = () => {
      settled += 1;
    };
    const answers = [1, 2, 3].map((item) => loop.submit(item));
    for (const one of answers) one.then(count, count);
    await release();
    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    expect(settled).toBe(3);
    broken = false;
    const next = Promise.all([4, 5, 6].map((item) => loop.submit(item)));
    await release();
    expect(await next).toEqual([4, 5, 6]);
  });

  it('rejects only those whose own result is a rejection', async () => {
    const { loop, release } = recording(LIMITS, (items) =>
      items.map((value) => (value === 2 ? { status: 'rejected', reason: 'two' } : { status: 'fulfilled', value })),
    );
    const answers = [1, 2, 3].map((item) => loop.submit(item));
    await Promise.all([release(), Promise.allSettled(answers)]);
    expect((await Promise.allSettled(answers)).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ]);
  });

  it('is drained when nothing waits and nothing runs', async () => {
    const { loop, release } = recording();
    await loop.drained();
    const answers = [1, 2, 3, 4].map((item) => loop.submit(item));
    let drained = false;
    const draining = loop.drained().then(() => {
      drained = true;
    });
    await release();
    expect(drained).toBe(false);
    await release();
    await draining;
    await Promise.all(answers);
    await loop.drained();
  });

  describe('with two lanes', () => {
    const TWO = { maxSize: 4, delayMs: 0, capacity: 20, lanes: 2 };
    const submitted = (loop: BatchLoop<number, number>, ...items: number[]) => items.map((item) => loop.submit(item));

    it('runs a second batch beside the first once half a batch waits, and no third', async () => {
      const { batches, loop, release } = recording(TWO);
      const answers = submitted(loop, 1, 2, 3, 4, 5);
      expect(batches).toEqual([[1, 2, 3, 4]]);
      answers.push(...submitted(loop, 6));
      expect(batches).toEqual([
        [1, 2, 3, 4],
        [5, 6],
      ]);
      answers.push(...submitted(loop, 7, 8, 9, 10));
      expect([batches.length, loop.depth]).toEqual([2, 4]);
      await release();
      expect(batches[2]).toEqual([7, 8, 9, 10]);
      await release();
      expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    it('leaves what is too little for a lane of its own to the one that runs', async () => {
      const { batches, loop, letGo } = recording(TWO);
      const answers = submitted(loop, 1, 2, 3, 4, 5, 6, 7);
      await letGo(0);
      expect(batches).toEqual([
        [1, 2, 3, 4],
        [5, 6],
      ]);
      await letGo(1);
      expect(batches[2]).toEqual([7]);
      let drained = false;
      const draining = loop.drained().then(() => {
        drained = true;
      });
      await turn();
      expect(drained).toBe(false);
      await letGo(2);
      await draining;
      expect(await Promise.all(answers)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });
  });

  describe('that asks somebody who may be slow', () => {
    const PATIENT = { maxSize: 4, delayMs: 0, capacity: 20, slowAfterMs: 100 };

    it('lets the next batch begin once one has run for long, and answers both', async () => {
      const { clock, batches, loop, letGo } = recording(PATIENT);
      const slow = loop.submit(1);
      await turn();
      const quick = [loop.submit(2), loop.submit(3)];
      clock.advance(99);
      expect(batches).toEqual([[1]]);
      clock.advance(1);
      expect(batches).toEqual([[1], [2, 3]]);
      await letGo(1);
      expect(await Promise.all(quick)).toEqual([2, 3]);
      const later = loop.submit(4);
      await turn();
      expect(batches).toEqual([[1], [2, 3], [4]]);
      await letGo(2);
      expect(await later).toBe(4);
      let drained = false;
      const draining = loop.drained().then(() => {
        drained = true;
      });
      await turn();
      expect(drained).toBe(false);
      await letGo(0);
      await draining;
      expect(await slow).toBe(1);
    });
  });
});
