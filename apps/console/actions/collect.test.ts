import { expect, it } from 'vitest';
import { collect } from './collect.ts';

const { signal } = new AbortController();
const hundred = (from: number): string[] => Array.from({ length: 100 }, (_, index) => `${from + index}`);

it('follows the pages to the last', async () => {
  const counts: number[] = [];
  const load = async (cursor = '0') => ({
    data: hundred(Number(cursor)),
    next_cursor: cursor === '200' ? null : `${Number(cursor) + 100}`,
  });
  const { rows, more } = await collect(load, signal, (count) => counts.push(count));
  expect([new Set(rows).size, more, counts]).toEqual([300, false, [100, 200, 300]]);
});

it('stops at what is done in one go, and says that there are more', async () => {
  const load = async (cursor = '0') => ({ data: hundred(Number(cursor)), next_cursor: `${Number(cursor) + 100}` });
  const { rows, more } = await collect(load, signal, () => undefined);
  expect([rows.length, more]).toEqual([5_000, true]);
});
