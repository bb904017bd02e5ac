import { beforeEach, describe, expect, it } from 'vitest';
import { FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

const gbp = (amount: string) => ({ amount, currency: 'GBP' });

async function opened(path = '/wallets'): Promise<string> {
  return (await shop.post(path, { customer_id: 'ann' })).json().id;
}

describe.each(['/wallets', '/accounts'])('%s', (path) => {
  it('tells what all have together, of any size, or that it does not know it now', async () => {
    const behind = await shop.get(`${path}/totals`);
    expect([behind.statusCode, behind.headers['retry-after']]).toEqual([503, '1']);
    const sums = { balanceMinor: '18014398509481982', creditedMinor: '18014398509482082', debitedMinor: '100' };
    shop.views.summed = [{ currency: 'GBP', wallets: 2, movements: 3, ...sums }];
    expect((await shop.get(`${path}/totals`)).json()).toEqual({
      data: [
        {
          currency: 'GBP',
          wallets: 2,
          balance: gbp('180143985094819.82'),
          deposited: gbp('180143985094820.82'),
          spent: gbp('1.00'),
          movements: 3,
        },
      ],
    });
  });

  it('opens one for a customer, and says where', async () => {
    const answer = await shop.post(path, { customer_id: 'ann' });
    expect(answer.statusCode).toBe(201);
    const { id } = answer.json();
    expect(answer.headers).toMatchObject({ location: `/v1${path}/${id}`, etag: '"1"' });
    expect(answer.json()).toEqual({
      id,
      customer_id: 'ann',
      currency: 'GBP',
      status: 'open',
      balance: gbp('0.00'),
      deposited: gbp('0.00'),
      spent: gbp('0.00'),
      version: 1,
    });
    const again = await shop.post(path, { customer_id: 'ann' });
    expect(again.json()).toMatchObject({ status: 409, code: 'wallet_exists', wallet_id: id });
    expect((await shop.post(path, { customer_id: 'ann', currency: 'EUR' })).statusCode).toBe(201);
  });

  it('moves credit in and out, by decimal text or number', async () => {
    const id = await opened(path);
    const deposited = await shop.post(`${path}/${id}/deposit`, { amount: '25.50', reason: 'Goodwill.' });
    expect([deposited.statusCode, deposited.json().balance]).toEqual([200, gbp('25.50')]);
    const withdrawn = await shop.post(`${path}/${id}/withdraw`, { amount: 5 });
    expect(withdrawn.json()).toMatchObject({ balance: gbp('20.50'), deposited: gbp('25.50'), spent: gbp('5.00') });
    expect(withdrawn.headers.etag).toBe('"3"');
  });

  it('is closed when it is empty', async () => {
    const id = await opened(path);
    await shop.post(`${path}/${id}/deposit`, { amount: 1 });
    expect((await shop.post(`${path}/${id}/close`)).json()).toMatchObject({
      status: 409,
      code: 'wallet_not_empty',
      balance: gbp('1.00'),
    });
    await shop.post(`${path}/${id}/withdraw`, { amount: 1 });
    expect((await shop.post(`${path}/${id}/close`)).json()).toMatchObject({ status: 'closed' });
    expect((await shop.post(`${path}/${id}/deposit`, { amount: 1 })).json()).toMatchObject({
      status: 409,
      code: 'wallet_closed',
    });
  });
});

describe('a wallet', () => {
  it.each([
    ['deposit', { amount: 0 }, 422, 'invalid_amount'],
    ['deposit', { amount: '-1.00' }, 422, 'invalid_amount'],
    ['withdraw', { amount: 0 }, 422, 'invalid_amount'],
    ['deposit', { amount: '1.005' }, 400, 'invalid_request'],
    ['deposit', { amount: 'much' }, 400, 'invalid_request'],
    ['deposit', {}, 400, 'invalid_request'],
    ['deposit', { amount: 1, currency: 'EUR' }, 422, 'currency_mismatch'],
    ['withdraw', { amount: '10.01' }, 409, 'insufficient_funds'],
  ])('refuses to %s %j', async (verb, body, status, code) => {
    const id = await opened();
    await shop.post(`/wallets/${id}/deposit`, { amount: 10 });
    const answer = await shop.post(`/wallets/${id}/${verb}`, body);
    expect(answer.json()).toMatchObject({ status, code });
    expect((await shop.get(`/wallets/${id}`)).json().balance).toEqual(gbp('10.00'));
  });

  it('says why an amount is not valid', async () => {
    const id = await opened();
    await shop.post(`/wallets/${id}/deposit`, { amount: 10 });
    const most = '90071992547409.91';
    const refused = async (amount: string) => {
      const answer = await shop.post(`/wallets/${id}/deposit`, { amount });
      return [answer.statusCode, answer.json().detail, answer.json().errors[0].message];
    };
    expect(await refused('0')).toEqual([422, 'The amount must be more than 0.', 'must be more than 0']);
    expect(await refused(most)).toEqual([
      422,
      `The amount is too large: all that is ever put into a wallet is at most ${most} GBP.`,
      'is too large together with what was put in before',
    ]);
  });

  it('is moved under the same key once a typing error is mended', async () => {
    const id = await opened();
    const deposit = (amount: string) =>
      shop.post(`/wallets/${id}/deposit`, { amount, currency: 'GBP' }, { 'idempotency-key': 'pay-in' });
    expect((await deposit('1.001')).statusCode).toBe(400);
    expect((await deposit('1.00')).json()).toMatchObject({ balance: gbp('1.00') });
    expect((await deposit('1.01')).statusCode).toBe(422);
  });

  it('that is not there is 404, whatever is asked of it', async () => {
    const answers = await Promise.all([
      shop.get('/wallets/none'),
      shop.get('/wallets/none/statement'),
      shop.post('/wallets/none/deposit', { amount: 1 }),
      shop.post('/wallets/none/close'),
    ]);
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404]);
  });

  it('moves once under one idempotency key', async () => {
    const id = await opened();
    const twice = [1, 2].map(() => shop.post(`/wallets/${id}/deposit`, { amount: 3 }, { 'idempotency-key': 'k' }));
    const [first] = await Promise.all(twice);
    const replayed = await shop.post(`/wallets/${id}/deposit`, { amount: 3 }, { 'idempotency-key': 'k' });
    expect([replayed.headers['idempotency-replayed'], replayed.body]).toEqual(['true', first?.body]);
    expect((await shop.get(`/wallets/${id}`)).json().balance).toEqual(gbp('3.00'));
  });

  it('is changed only in the version that the caller saw, and not sent again unchanged', async () => {
    const id = await opened();
    const refused = await shop.post(`/wallets/${id}/deposit`, { amount: 1 }, { 'if-match': '"9"' });
    expect(refused.statusCode).toBe(412);
    expect((await shop.post(`/wallets/${id}/deposit`, { amount: 1 }, { 'if-match': '"1"' })).statusCode).toBe(200);
    expect((await shop.get(`/wallets/${id}`, { 'if-none-match': '"2"' })).statusCode).toBe(304);
  });

  // Each of them read version 1; the command says which of them comes first.
  it.each([
    ['deposit', { amount: 1 }, 5],
    ['withdraw', { amount: 1 }, 3],
  ])('takes one %s of eight that saw the same version', async (verb, body, pounds) => {
    const id = await opened();
    await shop.post(`/wallets/${id}/deposit`, { amount: 4 });
    const calls = Array.from({ length: 8 }, () => shop.post(`/wallets/${id}/${verb}`, body, { 'if-match': '"2"' }));
    const statuses = (await Promise.all(calls)).map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([200, ...Array.from({ length: 7 }, () => 412)]);
    expect((await shop.get(`/wallets/${id}`)).json().balance).toEqual(gbp(`${pounds}.00`));
  });

  it.each([
    ['deposit', { amount: 1 }, '"2"'],
    ['withdraw', { amount: 1 }, '"2"'],
    ['close', {}, '"1"'],
  ])(
    'answers the %s again whose answer was lost, though the version is another one by it',
    async (verb, body, seen) => {
      const id = await opened();
      if (verb !== 'close') await shop.post(`/wallets/${id}/deposit`, { amount: 4 });
      const headers = { 'if-match': seen, 'idempotency-key': 'lost' };
      shop.idempotency.failure = new Error('the host is gone');
      expect((await shop.post(`/wallets/${id}/${verb}`, body, headers)).statusCode).toBe(503);
      shop.idempotency.failure = undefined;
      const again = await shop.post(`/wallets/${id}/${verb}`, body, headers);
      expect(again.statusCode).toBe(200);
      expect((await shop.get(`/wallets/${id}`)).headers.etag).toBe(again.headers.etag);
      const other = await shop.post(`/wallets/${id}/${verb}`, body, { 'if-match': seen });
      expect([other.statusCode, other.json().code]).toEqual([412, 'version_mismatch']);
    },
  );

  it('is shown as it stood after an event or at a time', async () => {
    const id = await opened();
    for (const amount of [1, 2]) {
      shop.wallets.nowMs += 1_000;
      await shop.post(`/wallets/${id}/deposit`, { amount });
    }
    const balance = async (query: string) => (await shop.get(`/wallets/${id}?${query}`)).json().balance?.amount;
    expect([await balance('version=1'), await balance('version=2'), await balance('version=3')]).toEqual([
      '0.00',
      '1.00',
      '3.00',
    ]);
    expect([await balance('at=1970-01-01T00:00:01.500Z'), await balance('at=2026-01-01T00:00:00Z')]).toEqual([
      '1.00',
      '3.00',
    ]);
    const statuses = [
      'version=4',
      'at=1969-01-01T00:00:00Z',
      'version=0',
      'at=noon',
      'version=1&at=2026-01-01T00:00:00Z',
    ].map(async (query) => (await shop.get(`/wallets/${id}?${query}`)).statusCode);
    expect(await Promise.all(statuses)).toEqual([404, 404, 400, 400, 400]);
  });

  it.each([
    ['2030-02-30T00:00:00Z', 'names a day or a time of day that does not exist'],
    ['2030-01-01T24:00:00Z', 'names a day or a time of day that does not exist'],
    ['99999', expect.any(String)],
    ['March%207', expect.any(String)],
    ['2026-01-01', expect.any(String)],
  ])('is not shown as it stood at %s, which is no moment', async (at, message) => {
    const answer = await shop.get(`/wallets/${await opened()}?at=${at}`);
    expect([answer.statusCode, answer.json().errors]).toMatchObject([400, [{ path: '/at', message, in: 'query' }]]);
  });

  it('states what happened, newest first, page by page', async () => {
    const id = await opened();
    await shop.post(`/wallets/${id}/deposit`, { amount: 5, reason: 'Goodwill.' }, { 'idempotency-key': 'd' });
    await shop.post(`/wallets/${id}/withdraw`, { amount: 2 });
    const first = (await shop.get(`/wallets/${id}/statement?limit=2`)).json();
    expect(first.data).toMatchObject([
      { version: 3, kind: 'withdrawn', amount: gbp('-2.00'), balance: gbp('3.00'), at: '1970-01-01T00:00:00.000Z' },
      { version: 2, kind: 'deposited', amount: gbp('5.00'), balance: gbp('5.00'), reason: 'Goodwill.' },
    ]);
    const last = (await shop.get(`/wallets/${id}/statement?limit=2&cursor=${first.next_cursor}`)).json();
    expect([last.data.length, last.data[0].kind, last.next_cursor]).toEqual([1, 'opened', null]);
  });

  it('is listed with the others of its customer', async () => {
    const id = await opened();
    await shop.post('/wallets', { customer_id: 'bob' });
    const ids = async (query: string) =>
      (await shop.get(`/wallets${query}`)).json().data.map((each: { customer_id: string }) => each.customer_id);
    expect(await ids('')).toEqual(['ann', 'bob']);
    expect(await ids('?customer_id=ann')).toEqual(['ann']);
    const { next_cursor: cursor, data } = (await shop.get('/wallets?limit=1')).json();
    expect(data[0].id).toBe(id);
    expect(await ids(`?limit=1&cursor=${cursor}`)).toEqual(['bob']);
  });

  it('is for staff', async () => {
    const customers = await FakeShop.open({ authenticate: () => ({ id: 'ann', staff: false }) });
    expect((await customers.get('/wallets')).statusCode).toBe(403);
    expect((await customers.post('/wallets', { customer_id: 'ann' })).statusCode).toBe(403);
  });
});
