import { expect, it } from 'vitest';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { SoldOutLately } from './sold-out-lately.ts';

it('says "sold out" for a moment, unless units come back, and keeps no sale for longer than that', () => {
  const clock = new FakeClock();
  const soldOut = new SoldOutLately(clock);
  for (let sale = 0; sale < 1_000; sale++) {
    soldOut.add(`sale-${sale}`);
    soldOut.add('again');
    clock.advance(20);
  }
  expect(soldOut.has('sale-999')).toBe(true);
  expect(soldOut.has('sale-989')).toBe(false);
  expect(soldOut.has('again')).toBe(true);
  expect(soldOut.size).toBeLessThanOrEqual(12);
  soldOut.delete('again');
  expect(soldOut.has('again')).toBe(false);
});

it('says it no longer once the clock was set back, and keeps nothing until that is where it was', () => {
  const time = { nowMs: 10_000_000 };
  const soldOut = new SoldOutLately({ nowMs: () => time.nowMs });
  soldOut.add('sale-1');
  time.nowMs -= 3_600_000;
  expect(soldOut.has('sale-1')).toBe(false);
  soldOut.add('sale-2');
  expect([soldOut.has('sale-2'), soldOut.size]).toEqual([true, 1]);
});
