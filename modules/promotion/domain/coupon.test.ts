import { describe, expect, it } from 'vitest';
import { type Coupon, couponCode, discountMinor, unmetTerm, whyUnusable } from './coupon.ts';

const ten: Coupon = {
  code: 'TEN',
  couponId: 'coupon-1',
  kind: 'percentage',
  value: 1_000,
  currency: '',
  minimumMinor: 0,
  totalLimit: 0,
  perCustomerLimit: 0,
  startsAt: null,
  endsAt: null,
  active: true,
  uses: 0,
  revision: 1,
};
const off = (value: number, goodsMinor: number, kind: Coupon['kind'] = 'percentage') =>
  discountMinor({ ...ten, kind, value }, { currency: 'GBP', goodsMinor });

describe('a discount', () => {
  it.each([
    ['10 % of 20.00', 1_000, 2_000, 200],
    ['10 % of 0.25: a half is rounded up', 1_000, 25, 3],
    ['10 % of 0.24', 1_000, 24, 2],
    ['12.5 % of 0.10', 1_250, 10, 1],
    ['0.01 % of 0.49: less than half', 1, 49, 0],
    ['100 % of 0.99', 10_000, 99, 99],
    ['nothing of nothing', 1_000, 0, 0],
    ['10 % of the largest amount, exactly', 1_000, Number.MAX_SAFE_INTEGER, 900_719_925_474_099],
  ])('is %s', (_case, value, goodsMinor, expected) => {
    expect(off(value, goodsMinor)).toBe(expected);
  });

  it('of a fixed amount is that amount, and never more than the goods', () => {
    expect(off(500, 2_000, 'fixed')).toBe(500);
    expect(off(500, 499, 'fixed')).toBe(499);
  });

  it('is not for goods that cannot be', () => {
    expect(() => off(1_000, -1)).toThrow('cannot be worth -1');
    expect(() => off(1_000, 0.5)).toThrow('cannot be worth 0.5');
  });
});

describe('the terms of a coupon', () => {
  const pounds = { ...ten, currency: 'GBP', minimumMinor: 1_000 };

  it.each([
    ['at the minimum', 'GBP', 1_000, undefined],
    ['below it', 'GBP', 999, 'below_minimum'],
    ['in another currency', 'EUR', 5_000, 'other_currency'],
  ])('%s', (_case, currency, goodsMinor, expected) => {
    expect(unmetTerm(pounds, { currency, goodsMinor })).toBe(expected);
  });

  it('without a currency are good for any', () => {
    expect(unmetTerm(ten, { currency: 'JPY', goodsMinor: 1 })).toBeUndefined();
  });
});

describe('whether a coupon can be used', () => {
  const purchase = { currency: 'GBP', goodsMinor: 2_000, discountMinor: 200 };
  const why = (change: Partial<Coupon>, usesOfCustomer = 0) =>
    whyUnusable({ ...ten, ...change }, purchase, usesOfCustomer, 1_000);

  it.each([
    ['as it is', {}, undefined],
    ['from its first moment', { startsAt: 1_000 }, undefined],
    ['before that', { startsAt: 1_001 }, 'not_started'],
    ['to its last moment', { endsAt: 1_001 }, undefined],
    ['after that', { endsAt: 1_000 }, 'ended'],
    ['switched off', { active: false }, 'inactive'],
    ['in another currency', { currency: 'EUR' }, 'other_currency'],
    ['below its minimum', { minimumMinor: 2_001 }, 'below_minimum'],
    ['for another discount than was told', { value: 2_000 }, 'other_discount'],
    ['for the last time', { totalLimit: 3, uses: 2 }, undefined],
    ['once too often', { totalLimit: 3, uses: 3 }, 'used_up'],
  ] as const)('%s', (_case, change, expected) => {
    expect(why(change)).toBe(expected);
  });

  it('counts each customer too', () => {
    expect(why({ perCustomerLimit: 2 }, 1)).toBeUndefined();
    expect(why({ perCustomerLimit: 2 }, 2)).toBe('used_up_by_customer');
    expect(why({ perCustomerLimit: 0 }, 1_000_000)).toBeUndefined();
  });

  it('is no where there is none', () => {
    expect(whyUnusable(undefined, purchase, 0, 1_000)).toBe('unknown');
  });
});

describe('a code', () => {
  it('is the same in every case', () => {
    expect(couponCode('welcome10')).toBe('WELCOME10');
  });
});
