import { beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { RecentLookups } from './recent-lookups.ts';

describe('recent lookups', () => {
  const clock = new FakeClock();
  let asked: string[][];
  let recent: RecentLookups<string>;
  const lookUp = async (ids: string[]): Promise<Map<string, string>> => {
    asked.push(ids);
    return new Map(ids.filter((id) => id !== 'unknown').map((id) => [id, id.toUpperCase()]));
  };

  beforeEach(() => {
    asked = [];
    recent = new RecentLookups({ clock, keepMs: 1_000, capacity: 2 });
  });

  it('ask once for what is wanted again within the time, and again after it', async () => {
    await recent.get(['a'], lookUp);
    expect(await recent.get(['a', 'b'], lookUp)).toEqual(
      new Map([
        ['a', 'A'],
        ['b', 'B'],
      ]),
    );
    expect(asked).toEqual([['a'], ['b']]);
    clock.advance(1_000);
    await recent.get(['a'], lookUp);
    expect(asked).toEqual([['a'], ['b'], ['a']]);
  });

  it('do not remember that something is unknown', async () => {
    expect(await recent.get(['unknown'], lookUp)).toEqual(new Map());
    await recent.get(['unknown'], lookUp);
    expect(asked).toHaveLength(2);
  });

  it('never hold more than their capacity', async () => {
    await recent.get(['a', 'b', 'c'], lookUp);
    await recent.get(['c'], lookUp);
    await recent.get(['a'], lookUp);
    expect(asked).toEqual([['a', 'b', 'c'], ['a']]);
  });
});
