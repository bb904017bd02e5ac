import { expect, it } from 'vitest';
import { Recent } from './recent-sales.ts';

it('is read once in a moment, and again where the clock was set back to before that', async () => {
  const time = { nowMs: 10_000_000 };
  let reads = 0;
  const recent = new Recent(async () => ++reads, { nowMs: () => time.nowMs });
  expect(await recent.get('sale-1')).toBe(1);
  time.nowMs += 199;
  expect([await recent.get('sale-1'), recent.peek('sale-1')]).toEqual([1, 1]);
  time.nowMs -= 3_600_000;
  expect(recent.peek('sale-1')).toBeUndefined();
  expect(await recent.get('sale-1')).toBe(2);
});
