import { expect, it } from 'vitest';
import { shareBuilt } from './share-built.ts';

it.each([
  [{ position: {}, head: {} }, 1],
  [{ position: {}, head: { order: 10 } }, 0],
  [{ position: { order: 10 }, head: { order: 10, payment: 30 } }, 0.25],
  [{ position: { order: 12 }, head: { order: 10 } }, 1],
])('%j is built to %d', (generation, share) => {
  expect(shareBuilt(generation)).toBe(share);
});
