import { describe, expect, it } from 'vitest';
import { Conflict } from './store.ts';
import { CONFLICT_ATTEMPTS, untilNoConflict } from './until-no-conflict.ts';

describe('work that others get in the way of', () => {
  it('is tried again, and knows how often it was', async () => {
    const attempts: number[] = [];
    const done = await untilNoConflict(async (attempt) => {
      attempts.push(attempt);
      if (attempt < 3) throw new Conflict('somebody was faster');
      return 'done';
    });
    expect([done, attempts]).toEqual(['done', [1, 2, 3]]);
  });

  it('ends in its conflict when it never succeeds', async () => {
    let tried = 0;
    const work = async (): Promise<never> => {
      tried += 1;
      throw new Conflict('somebody was faster');
    };
    await expect(untilNoConflict(work)).rejects.toBeInstanceOf(Conflict);
    expect(tried).toBe(CONFLICT_ATTEMPTS);
  });

  it('is not tried again after any other failure', async () => {
    let tried = 0;
    const work = async (): Promise<never> => {
      tried += 1;
      throw new Error('the disk is full');
    };
    await expect(untilNoConflict(work)).rejects.toThrow('the disk is full');
    expect(tried).toBe(1);
  });
});
