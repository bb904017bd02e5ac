import type { LightMyRequestResponse } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

const TEN = { code: 'ten', kind: 'percentage', value: 10 };

function patch(url: string, payload: object, headers: Record<string, string> = {}): Promise<LightMyRequestResponse> {
  return shop.inject({ method: 'PATCH', url, payload, headers });
}

describe('adding a coupon', () => {
  it('answers with it and where it is', async () => {
    const answer = await shop.post('/coupons', TEN);
    expect([answer.statusCode, answer.headers.location, answer.headers.etag]).toEqual([
      201,
      '/v1/coupons/TEN',
      '"1-0"',
    ]);
    expect(answer.json()).toEqual({ code: 'TEN', kind: 'percentage', value: '10', active: true, uses: 0 });
  });

  it('reads every term', async () => {
    const answer = await shop.post('/coupons', {
      code: 'FIVE',
      kind: 'fixed',
      value: '5.00',
      minimum: 20,
      total_limit: 100,
      per_customer_limit: 2,
      starts_at: '2026-12-01T01:00:00+01:00',
      ends_at: '2027-01-01T00:00:00Z',
    });
    expect(answer.json()).toEqual({
      code: 'FIVE',
      kind: 'fixed',
      value: '5.00',
      currency: 'GBP',
      minimum: { amount: '20.00', currency: 'GBP' },
      total_limit: 100,
      per_customer_limit: 2,
      starts_at: '2026-12-01T00:00:00.000Z',
      ends_at: '2027-01-01T00:00:00.000Z',
      active: true,
      uses: 0,
    });
    expect(shop.coupons.coupons.get('FIVE')).toMatchObject({ value: 500, minimumMinor: 2_000 });
  });

  it.each([
    ['12.5', 1_250, '12.5'],
    [0.01, 1, '0.01'],
    ['100.00', 10_000, '100'],
  ])('keeps %s % in hundredths of a percent', async (value, hundredths, shown) => {
    expect((await shop.post('/coupons', { ...TEN, value })).json().value).toBe(shown);
    expect(shop.coupons.coupons.get('TEN')?.value).toBe(hundredths);
  });

  it.each([
    ['no code', { kind: 'fixed', value: 1 }, '/code'],
    ['a code that no URL takes', { ...TEN, code: 'a b' }, '/code'],
    ['a long code', { ...TEN, code: 'x'.repeat(65) }, '/code'],
    ['a kind of its own', { ...TEN, kind: 'gift' }, '/kind'],
    ['more than all off', { ...TEN, value: 100.01 }, '/value'],
    ['nothing off', { ...TEN, value: '0' }, '/value'],
    ['a thousandth of a percent', { ...TEN, value: '0.001' }, '/value'],
    ['half a penny off', { ...TEN, kind: 'fixed', value: '0.005' }, '/value'],
    ['no amount', { ...TEN, kind: 'fixed', value: true }, '/value'],
    ['a minimum below nothing', { ...TEN, minimum: '-1' }, '/minimum'],
    ['no currency', { ...TEN, currency: 'pounds' }, '/currency'],
    ['a limit of nobody', { ...TEN, total_limit: 0 }, '/total_limit'],
    ['a limit that is half', { ...TEN, per_customer_limit: 1.5 }, '/per_customer_limit'],
    ['a day without a time', { ...TEN, starts_at: '2026-12-01' }, '/starts_at'],
    ['a month that is not there', { ...TEN, ends_at: '2026-13-01T00:00:00Z' }, '/ends_at'],
    [
      'an end before its beginning',
      { ...TEN, starts_at: '2027-01-01T00:00Z', ends_at: '2026-01-01T00:00Z' },
      '/ends_at',
    ],
    ['an unknown field', { ...TEN, colour: 'red' }, '/colour'],
  ])('refuses %s', async (_name, body, path) => {
    const answer = await shop.post('/coupons', body);
    expect([answer.statusCode, answer.json().errors]).toMatchObject([400, [{ path }]]);
    expect(shop.coupons.coupons.size).toBe(0);
  });

  it('gives a code to one coupon, and the same answer to the same key', async () => {
    const key = { 'idempotency-key': 'once' };
    const first = await shop.post('/coupons', TEN, key);
    const again = await shop.post('/coupons', TEN, key);
    expect([again.statusCode, again.headers['idempotency-replayed'], again.json()]).toEqual([
      201,
      'true',
      first.json(),
    ]);
    const taken = await shop.post('/coupons', { ...TEN, code: 'TEN' });
    expect([taken.statusCode, taken.json().code]).toEqual([409, 'code_taken']);
  });
});

describe('reading coupons', () => {
  it('finds one in any case, with its uses', async () => {
    shop.coupons.knows('TEN', { uses: 3, revision: 4 });
    const answer = await shop.get('/coupons/ten');
    expect([answer.statusCode, answer.headers.etag, answer.json()]).toMatchObject([
      200,
      '"4-3"',
      { code: 'TEN', uses: 3 },
    ]);
    expect((await shop.get('/coupons/none')).statusCode).toBe(404);
  });

  it('does not send one again that is as the caller knows it, used no more often', async () => {
    shop.coupons.knows('TEN', { uses: 3 });
    const known = { 'if-none-match': String((await shop.get('/coupons/TEN')).headers.etag) };
    const unchanged = await shop.get('/coupons/TEN', known);
    expect([unchanged.statusCode, unchanged.body]).toEqual([304, '']);
    shop.coupons.knows('TEN', { uses: 4 });
    expect((await shop.get('/coupons/TEN', known)).json().uses).toBe(4);
  });

  it('lists them in order of code, a page at a time', async () => {
    for (const code of ['B', 'A', 'C']) shop.coupons.knows(code);
    const first = (await shop.get('/coupons?limit=2')).json();
    expect(first.data.map(({ code }: { code: string }) => code)).toEqual(['A', 'B']);
    const last = (await shop.get(`/coupons?limit=2&cursor=${first.next_cursor}`)).json();
    expect([last.data, last.next_cursor]).toMatchObject([[{ code: 'C' }], null]);
    expect((await shop.get('/coupons?cursor=nonsense')).statusCode).toBe(400);
  });
});

describe('changing a coupon', () => {
  beforeEach(() => shop.coupons.knows('TEN', { totalLimit: 5, uses: 3 }));

  it('changes what is named and takes away what is null', async () => {
    const answer = await patch('/coupons/ten', { active: false, total_limit: null, ends_at: '2027-01-01T00:00:00Z' });
    expect([answer.statusCode, answer.headers.etag]).toEqual([200, '"2-3"']);
    expect(answer.json()).toMatchObject({ active: false, ends_at: '2027-01-01T00:00:00.000Z', uses: 3 });
    expect(answer.json().total_limit).toBeUndefined();
    expect((await patch('/coupons/ten', { ends_at: null, per_customer_limit: 4 })).json()).toMatchObject({
      active: false,
      per_customer_limit: 4,
    });
    expect(shop.coupons.coupons.get('TEN')?.endsAtMs).toBe(0);
  });

  it('refuses a limit below what has been used', async () => {
    const answer = await patch('/coupons/TEN', { total_limit: 2 });
    expect([answer.statusCode, answer.json()]).toMatchObject([409, { code: 'limit_below_uses', uses: 3 }]);
  });

  it('refuses another version than the caller saw', async () => {
    expect((await patch('/coupons/TEN', { active: false }, { 'if-match': '"7"' })).statusCode).toBe(412);
    expect((await patch('/coupons/TEN', { active: false }, { 'if-match': '"7-3"' })).statusCode).toBe(412);
    expect((await patch('/coupons/TEN', { active: false }, { 'if-match': '"1"' })).statusCode).toBe(200);
  });

  it('takes the tag of a coupon that was used meanwhile: its terms are what the caller saw', async () => {
    const seen = { 'if-match': String((await shop.get('/coupons/TEN')).headers.etag) };
    shop.coupons.knows('TEN', { totalLimit: 5, uses: 4 });
    expect((await patch('/coupons/TEN', { active: false }, seen)).statusCode).toBe(200);
    expect((await patch('/coupons/TEN', { active: true }, seen)).statusCode).toBe(412);
  });

  it('answers a change again whose answer was lost, though the version is another one by it', async () => {
    const headers = { 'if-match': '"1-3"', 'idempotency-key': 'lost' };
    shop.idempotency.failure = new Error('the host is gone');
    expect((await patch('/coupons/TEN', { active: false }, headers)).statusCode).toBe(503);
    shop.idempotency.failure = undefined;
    const again = await patch('/coupons/TEN', { active: false }, headers);
    expect([again.statusCode, again.headers.etag, again.json().active]).toEqual([200, '"2-3"', false]);
    expect((await patch('/coupons/TEN', { active: false }, { 'if-match': '"1-3"' })).statusCode).toBe(412);
    expect((await patch('/coupons/TEN', { active: false }, { 'if-match': '"0"' })).statusCode).toBe(412);
    expect((await patch('/coupons/TEN', { active: true }, { 'if-match': '"9", "2-3"' })).statusCode).toBe(200);
  });

  it.each([
    [{}, ''],
    [{ code: 'OTHER' }, '/code'],
    [{ value: 20 }, '/value'],
    [{ total_limit: -1 }, '/total_limit'],
    [{ ends_at: 'soon' }, '/ends_at'],
  ])('refuses %o', async (body, path) => {
    const answer = await patch('/coupons/TEN', body);
    expect([answer.statusCode, answer.json().errors]).toMatchObject([400, [{ path }]]);
  });

  it('is for a coupon that is there', async () => {
    expect((await patch('/coupons/none', { active: false })).statusCode).toBe(404);
  });
});

describe('somebody who is not staff', () => {
  it('sees and changes no coupon', async () => {
    shop = await FakeShop.open({
      authenticate: () => ({ id: 'ann', staff: false }),
      options: { demoMode: false },
    });
    const answers = await Promise.all([
      shop.post('/coupons', TEN),
      shop.get('/coupons'),
      shop.get('/coupons/TEN'),
      patch('/coupons/TEN', { active: false }),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403]);
  });
});
