import { expect, it } from 'vitest';
import { formatAgo, formatDuration } from './time.ts';

it.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1_000, '1 s'],
  [4_249, '4.2 s'],
  [60_000, '1 min'],
  [185_000, '3 min 5 s'],
  [7_800_000, '2 h 10 min'],
  [90_000_000, '1 d 1 h'],
])('%i ms read %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it.each([
  [1_000, 'just now'],
  [42_900, '42 s ago'],
  [185_000, '3 min ago'],
  [-3_000, 'just now'],
])('what was %i ms before now was %s', (ms, text) => {
  expect(formatAgo(1_000_000 - ms, 1_000_000)).toBe(text);
});
