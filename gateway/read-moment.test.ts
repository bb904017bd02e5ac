import { beforeEach, describe, expect, it } from 'vitest';
import { momentOf } from './read-moment.ts';
import { FakeShop } from './testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

const TERMS = { product_id: 'mug', quantity: 10, per_customer_limit: 2, ends_at: '2029-01-01T00:00:00Z' };

describe('a moment', () => {
  it.each([
    ['without seconds', '2026-11-30T10:00Z', '2026-11-30T10:00:00.000Z'],
    ['as JavaScript writes it', '2026-11-30T10:00:00.123Z', '2026-11-30T10:00:00.123Z'],
    ['as Python writes it', '2026-11-30T10:00:00.123456+00:00', '2026-11-30T10:00:00.123Z'],
    ['as Go and Java write it', '2026-11-30T10:00:00.123999999+01:00', '2026-11-30T09:00:00.123Z'],
    ['with one digit', '2026-11-30T10:00:00.5Z', '2026-11-30T10:00:00.500Z'],
    ['in lower case', '2026-11-30t10:00:00.123456z', '2026-11-30T10:00:00.123Z'],
    ['of a leap day', '2028-02-29T23:59:59.999-00:30', '2028-03-01T00:29:59.999Z'],
  ])('is read %s', async (_name, starts_at, read) => {
    const answer = await shop.post('/sales', { ...TERMS, starts_at });
    expect([answer.statusCode, answer.json().starts_at]).toEqual([201, read]);
    expect((await shop.post('/coupons', { code: 'a', kind: 'fixed', value: 1, starts_at })).statusCode).toBe(201);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2027-04-31T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-12-01T24:00:00Z',
    '2026-12-01T24:00Z',
    '2026-12-01T10:60:00Z',
    '2026-12-01T10:00:00+24:00',
  ])('is not %s, which is no other day either', async (starts_at) => {
    const answer = await shop.post('/sales', { ...TERMS, starts_at });
    expect([answer.statusCode, answer.json().errors]).toEqual([
      400,
      [{ path: '/starts_at', message: 'names a day or a time of day that does not exist' }],
    ]);
    expect((await shop.get(`/orders?placed_from=${encodeURIComponent(starts_at)}`)).statusCode).toBe(400);
    expect(momentOf(starts_at)).toBeUndefined();
  });

  it.each(['2026-11-30T10:00:00.Z', '2026-11-30T10:00:00.1234567891Z', '2026-11-30T10:00:00', '2026-11-30 10:00Z'])(
    'is not written %s',
    async (starts_at) => {
      const answer = await shop.post('/sales', { ...TERMS, starts_at });
      expect([answer.statusCode, answer.json().detail]).toEqual([
        400,
        '/starts_at must be a moment in ISO 8601 with its offset.',
      ]);
    },
  );
});
