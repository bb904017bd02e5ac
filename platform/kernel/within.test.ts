import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { within } from './within.ts';

const never = new Promise<never>(() => undefined);
const late = () => new Error('late');

describe('a bounded wait', () => {
  it('has what the work answers, or why it failed, and leaves no timer', async () => {
    const clock = new FakeClock();
    let left = 0;
    const counting = {
      after: (delayMs: number, task: () => void) => {
        left += 1;
        const cancel = clock.after(delayMs, task);
        return () => {
          left -= 1;
          cancel();
        };
      },
    };
    expect(await within(counting, 10, Promise.resolve('done'), late)).toBe('done');
    await expect(within(counting, 10, Promise.reject(new TypeError('broken')), late)).rejects.toThrow('broken');
    expect(left).toBe(0);
  });

  it('fails when the time is over, and not before', async () => {
    const clock = new FakeClock();
    let failure: unknown;
    const waiting = within(clock, 10, never, late).catch((error: unknown) => {
      failure = error;
    });
    clock.advance(9);
    await Promise.resolve();
    expect(failure).toBeUndefined();
    clock.advance(1);
    await waiting;
    expect(failure).toEqual(late());
  });

  it('goes on where nothing is wrong with being late', async () => {
    const clock = new FakeClock();
    let end: (value: string) => void = () => undefined;
    const work = new Promise<string>((resolve) => {
      end = resolve;
    });
    const waiting = within(clock, 10, work, () => undefined);
    clock.advance(10);
    end('done');
    expect(await waiting).toBe('done');
  });
});
