import { expect, it } from 'vitest';
import { collectIds } from './collect-ids.ts';

const { signal } = new AbortController();
const hundred = (from: number): string[] => Array.from({ length: 100 }, (_, index) => `${from + index}`);

it('follows the pages to the last', async () => {
  const counts: number[] = [];
  const load = async (cursor = '0') => ({
    ids: hundred(Number(cursor)),
    next: cursor === '200' ? null : `${Number(cursor) + 100}`,
  });
  const { ids, more } = await collectIds(load, signal, (count) => counts.push(count));
  expect([new Set(ids).size, more, counts]).toEqual([300, false, [100, 200, 300]]);
});

it('stops at what one bulk does, and says that there are more', async () => {
  const load = async (cursor = '0') => ({ ids: hundred(Number(cursor)), next: `${Number(cursor) + 100}` });
  const { ids, more } = await collectIds(load, signal, () => undefined);
  expect([ids.length, more]).toEqual([5_000, true]);
});
