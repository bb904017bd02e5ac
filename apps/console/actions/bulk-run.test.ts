import { describe, expect, it } from 'vitest';
import { Refused } from '../../web/api/api.ts';
import { type BulkProgress, runBulk } from './bulk-run.ts';

const ids = Array.from({ length: 10 }, (_, index) => `o-${index}`);

const refusal = (detail: string, retryAfterSeconds?: number): Refused =>
  new Refused(
    { type: 'urn:x', title: 'No', status: 409, detail, instance: '', code: 'x', trace_id: 't' },
    retryAfterSeconds,
  );

function run(act: (id: string) => Promise<unknown>, signal = new AbortController().signal) {
  const told: BulkProgress[] = [];
  const paused: number[] = [];
  const result = runBulk({
    ids,
    act,
    signal,
    onProgress: (progress) => told.push(progress),
    pause: async (seconds) => void paused.push(seconds),
  });
  return { result, told, paused };
}

describe('a bulk of actions', () => {
  it('does each once, and tells of each', async () => {
    const done: string[] = [];
    const { result, told } = run(async (id) => done.push(id));
    expect(await result).toEqual({ total: 10, done: 10, failed: [] });
    expect(done).toEqual(ids);
    expect(told.map((progress) => progress.done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('has at most four under way', async () => {
    let underWay = 0;
    let most = 0;
    await run(async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise((resolve) => setTimeout(resolve, 0));
      underWay -= 1;
    }).result;
    expect(most).toBe(4);
  });

  it('goes on past what fails, and says what and why', async () => {
    const { result } = run(async (id) => {
      if (id === 'o-3') throw refusal('It has been shipped.');
    });
    expect(await result).toEqual({ total: 10, done: 10, failed: [{ id: 'o-3', why: 'It has been shipped.' }] });
  });

  it('comes back when the shop says so, and gives up in the end', async () => {
    let calls = 0;
    const { result, paused } = run(async (id) => {
      if (id === 'o-0' && ++calls < 3) throw refusal('Busy.', 2);
      if (id === 'o-1') throw refusal('Always busy.', 1);
    });
    expect((await result).failed).toEqual([{ id: 'o-1', why: 'Always busy. Try again in 1 s.' }]);
    expect(paused.toSorted()).toEqual([1, 1, 1, 1, 2, 2]);
  });

  it('begins nothing more once it is stopped', async () => {
    const controller = new AbortController();
    const { result } = run(async () => controller.abort(), controller.signal);
    expect((await result).done).toBe(4);
  });
});
