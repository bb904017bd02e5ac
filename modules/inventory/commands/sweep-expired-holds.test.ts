import { describe, expect, it } from 'vitest';
import type { Call } from '../../../platform/rpc/contract.ts';
import type { Doors } from '../../../platform/rpc/doors.ts';
import type { Reader } from '../../../platform/rpc/module.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { sweepExpiredHolds } from './sweep-expired-holds.ts';

const sweep = sweepExpiredHolds(5_000);

/** A reader whose successive answers are pages of so many holds. */
function pagesOf(...sizes: readonly number[]): Reader {
  const left = [...sizes];
  let next = 0;
  const page = (): unknown[] => Array.from({ length: left.shift() ?? 0 }, () => ({ hold_id: `hold-${next++}` }));
  return { query: async <Row>() => page() as Row[] };
}

/** Doors that answer every call in one way and count them. */
function answering(answer: () => Promise<unknown>): Doors & { calls: Call[] } {
  const calls: Call[] = [];
  return {
    calls,
    call: <Request, Reply>(call: Call<Request, Reply>) => {
      calls.push(call as Call);
      return answer() as Promise<Reply>;
    },
  };
}

describe('sweeping expired holds', () => {
  it('goes on until a page is not full', async () => {
    const doors = answering(async () => ({ kind: 'expired' }));
    await sweep.run(doors, pagesOf(500, 500, 3), new FakeClock());

    expect(doors.calls).toHaveLength(1003);
  });

  it('stops at a full page from which nothing went', async () => {
    const doors = answering(async () => ({ kind: 'kept' }));
    await sweep.run(doors, pagesOf(500, 500), new FakeClock());

    expect(doors.calls).toHaveLength(500);
  });

  it('asks for every hold before it reports one that gave no answer', async () => {
    const doors = answering(() => Promise.reject(new Error('no answer')));

    await expect(sweep.run(doors, pagesOf(3), new FakeClock())).rejects.toThrow('no answer');
    expect(doors.calls).toHaveLength(3);
  });
});
