import { describe, expect, it } from 'vitest';
import { forEachAtOnce } from './for-each-at-once.ts';

describe('work on many items', () => {
  it('is done once for each, never more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const done: number[] = [];
    await forEachAtOnce([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      done.push(item);
      running -= 1;
    });
    expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
  });

  it('ends with its first failure', async () => {
    const begun: number[] = [];
    const work = forEachAtOnce([1, 2, 3, 4, 5, 6], 2, async (item) => {
      begun.push(item);
      await new Promise(setImmediate);
      if (item === 1) throw new Error('the first one is bad');
    });
    await expect(work).rejects.toThrow('the first one is bad');
    await new Promise(setImmediate);
    expect(begun).toEqual([1, 2]);
  });
});
