import { expect, it } from 'vitest';
import { couponFault } from './coupon.ts';

it('a coupon is one word, or none', () => {
  expect([couponFault(''), couponFault('WELCOME10')]).toEqual([undefined, undefined]);
  expect(couponFault('WELCOME 10')).toContain('no spaces');
  expect(couponFault('X'.repeat(201))).toContain('200');
});
