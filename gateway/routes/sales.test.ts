import { beforeEach, describe, expect, it } from 'vitest';
import { present } from '../../platform/kernel/assert.ts';
import { Unanswered } from '../../platform/rpc/doors.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { ENDS, STARTS, saleTerms, scheduleSale } from '../testing/scheduled-sale.ts';

let shop: FakeShop;

beforeEach(async () => {
  shop = await FakeShop.open();
});

const scheduled = (): Promise<string> => scheduleSale(shop);

describe('POST /sales', () => {
  it('answers 201 with the sale and where it is', async () => {
    const answer = await shop.post('/sales', saleTerms({ rate_limit: { requests: 3, window_ms: 1_500 } }));

    expect(answer.statusCode).toBe(201);
    expect(answer.headers.location).toBe(`/v1/sales/${answer.json().id}`);
    expect(answer.json()).toMatchObject({
      state: 'scheduled',
      draining: false,
      product_id: 'mug',
      quantity: 10,
      remaining: 10,
      price: { amount: '5.00', currency: 'GBP' },
      starts_at: STARTS,
      ends_at: ENDS,
      per_customer_limit: 2,
      rate_limit: { requests: 3, window_ms: 1_500 },
    });
  });

  it('sells at the list price, five requests a second, where it says nothing else', async () => {
    const answer = await shop.post('/sales', saleTerms({ price: undefined }));

    expect(answer.json()).toMatchObject({
      price: { amount: '7.95', currency: 'GBP' },
      rate_limit: { requests: 5, window_ms: 1_000 },
    });
  });

  it('answers a repeat whose first answer was lost, though the list price has changed since', async () => {
    const schedule = shop.sales.schedule.bind(shop.sales);
    shop.sales.schedule = async (saleId, terms) => {
      if (shop.sales.sales.has(saleId)) return { kind: 'taken' };
      await schedule(saleId, terms);
      throw new Unanswered('/sale.v1.SaleService/ScheduleSale', 'its reply was lost');
    };
    const key = { 'idempotency-key': 'drop' };
    expect((await shop.post('/sales', saleTerms({ price: undefined }), key)).statusCode).toBe(503);
    const again = await shop.post('/sales', saleTerms({ price: undefined }), key);
    expect([again.statusCode, again.json().price]).toEqual([201, { amount: '7.95', currency: 'GBP' }]);
    expect(shop.sales.sales.size).toBe(1);
  });

  it('says where a fault is in the words of the request', async () => {
    shop.sales.schedule = async () => ({ kind: 'invalid', field: 'priceMinor', problem: 'is too much' });
    expect((await shop.post('/sales', saleTerms())).json().errors).toEqual([
      { path: '/price', message: 'is too much' },
    ]);
  });

  it.each([
    { fault: 'an unknown product', changes: { product_id: 'nope' }, status: 404, path: '/product_id' },
    { fault: 'a service', changes: { product_id: 'lesson' }, status: 422, path: '/product_id' },
    { fault: 'no quantity', changes: { quantity: 0 }, status: 400, path: '/quantity' },
    { fault: 'half a unit', changes: { quantity: 1.5 }, status: 400, path: '/quantity' },
    { fault: 'no price', changes: { price: 0 }, status: 400, path: '/price' },
    { fault: 'too many decimals', changes: { price: '1.001' }, status: 400, path: '/price' },
    { fault: 'no limit', changes: { per_customer_limit: 0 }, status: 400, path: '/per_customer_limit' },
    { fault: 'no start', changes: { starts_at: 'soon' }, status: 400, path: '/starts_at' },
    { fault: 'an end before the start', changes: { ends_at: STARTS }, status: 400, path: '/ends_at' },
    {
      fault: 'an end in the past',
      changes: { starts_at: '2020-01-01T00:00:00Z', ends_at: '2020-01-02T00:00:00Z' },
      status: 400,
      path: '/ends_at',
    },
    {
      fault: 'no window',
      changes: { rate_limit: { requests: 1, window_ms: 0 } },
      status: 400,
      path: '/rate_limit/window_ms',
    },
    { fault: 'an unknown field', changes: { colour: 'red' }, status: 400, path: '/colour' },
  ])('refuses $fault', async ({ changes, status, path }) => {
    const answer = await shop.post('/sales', saleTerms(changes));

    expect(answer.statusCode).toBe(status);
    expect(answer.json().errors).toEqual([expect.objectContaining({ path })]);
    expect(shop.sales.sales.size).toBe(0);
  });

  it('refuses a sale of which one order could be worth more than can be counted', async () => {
    const dear = saleTerms({ price: '10000000000000.00', quantity: 10 });
    const answer = await shop.post('/sales', { ...dear, per_customer_limit: 10 });
    expect([answer.statusCode, answer.json().code, answer.json().errors[0].path]).toEqual([
      422,
      'amount_too_large',
      '/price',
    ]);
    expect((await shop.post('/sales', { ...dear, per_customer_limit: 1 })).statusCode).toBe(201);
  });

  it('refuses a sale for which there is no stock', async () => {
    shop.sales.short = true;
    const answer = await shop.post('/sales', saleTerms());

    expect(answer.statusCode).toBe(409);
    expect(answer.json().code).toBe('sale_short');
  });
});

describe('GET /sales', () => {
  it('answers one, with a tag', async () => {
    const id = await scheduled();
    const answer = await shop.get(`/sales/${id}`);
    expect(answer.json()).toMatchObject({ id, state: 'scheduled' });
    const again = await shop.get(`/sales/${id}`, { 'if-none-match': String(answer.headers.etag) });
    expect(again.statusCode).toBe(304);
  });

  it('answers pages', async () => {
    const ids = [await scheduled(), await scheduled(), await scheduled()];
    const first = (await shop.get('/sales?limit=2')).json();
    expect(first.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(0, 2));
    const second = (await shop.get(`/sales?limit=2&cursor=${first.next_cursor}`)).json();
    expect(second.data.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2));
    expect(second.next_cursor).toBeNull();
  });

  it.each(['/sales/nope', '/sales/00000000-0000-7000-8000-00000000ffff'])('answers 404 for %s', async (url) => {
    expect((await shop.get(url)).statusCode).toBe(404);
  });
});

describe('POST /sales/{id}/{open,pause,drain,close}', () => {
  it.each([
    { action: 'open', state: 'open', draining: false },
    { action: 'pause', state: 'paused', draining: false },
    { action: 'drain', state: 'paused', draining: true },
    { action: 'close', state: 'closed', draining: false },
  ])('$action', async ({ action, state, draining }) => {
    const id = await scheduled();
    const answer = await shop.post(`/sales/${id}/${action}`, { reason: 'rehearsal' });

    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ id, state, draining });
    expect(shop.sales.steered).toMatchObject([{ action, who: 'demo', why: 'rehearsal' }]);
  });

  it('is one action under one key, also where its answer was lost', async () => {
    const id = await scheduled();
    const steer = shop.sales.steer.bind(shop.sales);
    shop.sales.steer = async (...asked) => {
      await steer(...asked);
      throw new Unanswered('x', 'down');
    };
    const key = { 'idempotency-key': 'pause-1' };
    expect((await shop.post(`/sales/${id}/pause`, {}, key)).statusCode).toBe(503);
    shop.sales.steer = steer;
    expect((await shop.post(`/sales/${id}/pause`, {}, key)).statusCode).toBe(200);
    await shop.post(`/sales/${id}/pause`);
    const [first, again, other] = shop.sales.steered.map(({ steeringId }) => steeringId);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
  });

  it('is done only to the sale that the caller saw, where the caller cares', async () => {
    const id = await scheduled();
    const steer = (action: string, ifMatch: unknown) =>
      shop.post(`/sales/${id}/${action}`, {}, { 'if-match': String(ifMatch) });
    const refused = await steer('pause', '"bogus"');
    expect([refused.statusCode, refused.json().code]).toEqual([412, 'version_mismatch']);
    expect(shop.sales.steered).toEqual([]);
    const { etag } = (await shop.get(`/sales/${id}`)).headers;
    const paused = await steer('pause', etag);
    expect(paused.statusCode).toBe(200);
    expect((await steer('open', etag)).statusCode).toBe(412);
    expect((await steer('open', paused.headers.etag)).statusCode).toBe(200);
    expect((await steer('close', '*')).statusCode).toBe(200);
  });

  it('is done for whoever saw the sale as it was before their own action, where the answer to that was lost', async () => {
    const id = await scheduled();
    const { etag } = (await shop.get(`/sales/${id}`)).headers;
    const steer = shop.sales.steer.bind(shop.sales);
    shop.sales.steer = async (...asked) => {
      await steer(...asked);
      throw new Unanswered('x', 'down');
    };
    const headers = { 'idempotency-key': 'pause-2', 'if-match': String(etag) };
    expect((await shop.post(`/sales/${id}/pause`, {}, headers)).statusCode).toBe(503);
    shop.sales.steer = steer;
    const again = await shop.post(`/sales/${id}/pause`, {}, headers);
    expect([again.statusCode, again.json().state]).toEqual([200, 'paused']);
  });

  it('is not done where the clock has opened the sale since', async () => {
    const id = await scheduled();
    const seen = await shop.get(`/sales/${id}`);
    shop.sales.sales.set(id, { ...present(await shop.sales.get(id), 'the sale'), state: 'open' });
    const late = await shop.post(`/sales/${id}/pause`, {}, { 'if-match': String(seen.headers.etag) });
    expect([late.statusCode, late.json().code]).toEqual([412, 'version_mismatch']);
  });

  it('is compared with the sale as it is, though what is shown may be a moment old', async () => {
    const id = await scheduled();
    const old = await shop.sales.get(id);
    const { etag } = (await shop.post(`/sales/${id}/open`)).headers;
    shop.sales.get = async () => old;
    expect((await shop.post(`/sales/${id}/pause`, {}, { 'if-match': String(etag) })).statusCode).toBe(200);
  });

  it('answers the tag by which the sale is known afterwards', async () => {
    const made = await shop.post('/sales', saleTerms());
    const url = `/sales/${made.json().id}`;
    expect((await shop.get(url)).headers.etag).toBe(made.headers.etag);
    for (const action of ['open', 'pause', 'drain', 'close']) {
      const { etag } = (await shop.post(`${url}/${action}`)).headers;
      expect((await shop.get(url, { 'if-none-match': String(etag) })).statusCode).toBe(304);
    }
  });

  it('answers 409 where the sale is closed', async () => {
    const id = await scheduled();
    await shop.post(`/sales/${id}/close`);
    const answer = await shop.post(`/sales/${id}/open`);
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'sale_action_not_possible', sale_state: 'closed' });
  });
});

describe('GET /sales/{id}/events', () => {
  it('tells what is left, and ends with the sale', async () => {
    const id = await scheduled();
    await shop.post(`/sales/${id}/close`);
    const answer = await shop.get(`/sales/${id}/events`);
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.body).toContain('event: sale\ndata: {"state":"closed","remaining":10,"draining":false}');
  });
});
