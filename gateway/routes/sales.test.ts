import { beforeEach, describe, expect, it } from 'vitest';
import { present } from '../../platform/kernel/assert.ts';
import { Unanswered } from '../../platform/rpc/doors.ts';
import type { SaleOrderOutcome } from '../../processes/sale/door.ts';
import { FakeShop } from '../testing/fake-shop.ts';

const STARTS = '2026-02-01T10:00:00.000Z';
const ENDS = '2026-02-01T11:00:00.000Z';

function terms(changes: object = {}): object {
  return {
    product_id: 'mug',
    quantity: 10,
    price: '5.00',
    starts_at: STARTS,
    ends_at: ENDS,
    per_customer_limit: 2,
    ...changes,
  };
}

let shop: FakeShop;

beforeEach(async () => {
  shop = await FakeShop.open();
});

async function scheduled(): Promise<string> {
  const answer = await shop.post('/sales', terms());
  expect(answer.statusCode).toBe(201);
  return answer.json().id;
}

const anOrder = { customer_id: 'cust_1', quantity: 1 };

describe('POST /sales', () => {
  it('answers 201 with the sale and where it is', async () => {
    const answer = await shop.post('/sales', terms({ rate_limit: { requests: 3, window_ms: 1_500 } }));

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
    const answer = await shop.post('/sales', terms({ price: undefined }));

    expect(answer.json()).toMatchObject({
      price: { amount: '7.95', currency: 'GBP' },
      rate_limit: { requests: 5, window_ms: 1_000 },
    });
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
    const answer = await shop.post('/sales', terms(changes));

    expect(answer.statusCode).toBe(status);
    expect(answer.json().errors).toEqual([expect.objectContaining({ path })]);
    expect(shop.sales.sales.size).toBe(0);
  });

  it('refuses a sale for which there is no stock', async () => {
    shop.sales.short = true;
    const answer = await shop.post('/sales', terms());

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

const FIVE_A_SECOND = { requests: 5, windowMs: 1_000 };

describe('POST /sales/{id}/orders', () => {
  it('answers 202 with the order and where it is', async () => {
    const id = await scheduled();
    const answer = await shop.post(`/sales/${id}/orders`, anOrder);

    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toEqual({ order_id: expect.any(String), status: 'QUEUED' });
    expect(answer.headers.location).toBe(`/v1/orders/${answer.json().order_id}`);
    expect(shop.sales.orders).toEqual([
      { saleId: id, orderId: answer.json().order_id, customerId: 'cust_1', quantity: 1 },
    ]);
  });

  it('can be followed at once, before its checkout has begun', async () => {
    const id = await scheduled();
    const { order_id } = (await shop.post(`/sales/${id}/orders`, { customer_id: 'cust_1', quantity: 2 })).json();
    expect((await shop.get(`/orders/${order_id}`)).json()).toMatchObject({
      id: order_id,
      status: 'PENDING',
      customer_id: 'cust_1',
      items: [{ product_id: 'mug', quantity: 2, unit_price: { amount: '5.00' } }],
      total: { amount: '10.00', currency: 'GBP' },
    });
  });

  it('says of an order that is asked for again that it may be there already', async () => {
    const id = await scheduled();
    const key = { 'idempotency-key': 'lost' };
    shop.sales.next = { kind: 'queue_full', retryAfterMs: 1_000 };
    expect((await shop.post(`/sales/${id}/orders`, anOrder, key)).statusCode).toBe(503);
    shop.sales.next = undefined;
    expect((await shop.post(`/sales/${id}/orders`, anOrder, key)).statusCode).toBe(202);
    const [first, second] = shop.sales.orders;
    expect(second).toEqual({ ...first, isRepeat: true });
  });

  it('can be cancelled once its checkout has begun, and says so before', async () => {
    const id = await scheduled();
    const { order_id } = (await shop.post(`/sales/${id}/orders`, anOrder)).json();
    const answer = await shop.post(`/orders/${order_id}/cancel`);
    expect([answer.statusCode, answer.json().code, answer.headers['retry-after']]).toEqual([425, 'order_queued', '1']);
  });

  it('can be followed when it could not be placed', async () => {
    const id = await scheduled();
    const { order_id: orderId } = (await shop.post(`/sales/${id}/orders`, anOrder)).json();
    const waiting = await shop.get(`/orders/${orderId}`);
    shop.sales.withdrawn.set(orderId, 5_000);
    const ended = await shop.get(`/orders/${orderId}`, { 'if-none-match': String(waiting.headers.etag) });
    expect(ended.json()).toMatchObject({
      status: 'CANCELLED',
      reason: 'expired',
      items: [{ name: 'The mug' }],
      timeline: [
        { status: 'PENDING', at: '1970-01-01T00:00:00.000Z' },
        { status: 'CANCELLED', at: '1970-01-01T00:00:05.000Z' },
      ],
    });
  });

  it('is cancelled already when it could not be placed, however often somebody asks', async () => {
    const id = await scheduled();
    const { order_id: orderId } = (await shop.post(`/sales/${id}/orders`, anOrder)).json();
    shop.sales.withdrawn.set(orderId, 5_000);
    for (const _ of [1, 2]) {
      const answer = await shop.post(`/orders/${orderId}/cancel`);
      expect([answer.statusCode, answer.json().status, answer.json().reason]).toEqual([202, 'CANCELLED', 'expired']);
    }
  });

  it('is the placed order where one was placed while it was looked up, though its units are back', async () => {
    const id = await scheduled();
    const { order_id: orderId } = (await shop.post(`/sales/${id}/orders`, anOrder)).json();
    const { queued } = shop.sales;
    shop.sales.queued = async (orderIds) => {
      const { currency, totalMinor, lines } = present(shop.checkout.begun[0], 'another order');
      await shop.checkout.begin({ orderId, customerId: 'cust_1', currency, totalMinor, paymentMethod: 'card', lines });
      shop.checkout.move(orderId, 'CANCELLED', 'payment_declined');
      shop.sales.withdrawn.set(orderId, 5_000);
      return queued.call(shop.sales, orderIds);
    };
    await shop.post('/orders', { customer_id: 'cust_1', items: [{ product_id: 'mug', quantity: 1 }] });
    expect((await shop.get(`/orders/${orderId}`)).json()).toMatchObject({ reason: 'payment_declined' });
  });

  it('answers a repeated key as the first time', async () => {
    const id = await scheduled();
    const key = { 'idempotency-key': 'tap-tap' };
    const first = await shop.post(`/sales/${id}/orders`, anOrder, key);
    const second = await shop.post(`/sales/${id}/orders`, anOrder, key);

    expect(second.headers['idempotency-replayed']).toBe('true');
    expect(second.json()).toEqual(first.json());
    expect(shop.sales.orders).toHaveLength(1);
  });

  const refusals: { outcome: SaleOrderOutcome; status: number; code: string; retryAfter?: string }[] = [
    { outcome: { kind: 'sold_out' }, status: 409, code: 'sold_out' },
    { outcome: { kind: 'limit_reached', limit: 2 }, status: 403, code: 'limit_reached' },
    {
      outcome: {
        kind: 'rate_limited',
        limit: FIVE_A_SECOND,
        verdict: { allowed: false, remaining: 0, retryAfterMs: 1_200, resetMs: 1_200 },
      },
      status: 429,
      code: 'rate_limited',
      retryAfter: '2',
    },
    {
      outcome: { kind: 'too_early', startsAtMs: Date.UTC(2026, 0, 1, 0, 1) },
      status: 425,
      code: 'too_early',
      retryAfter: '60',
    },
    { outcome: { kind: 'over' }, status: 410, code: 'sale_over' },
    { outcome: { kind: 'paused' }, status: 503, code: 'sale_paused', retryAfter: '5' },
    { outcome: { kind: 'queue_full', retryAfterMs: 2_500 }, status: 503, code: 'queue_full', retryAfter: '3' },
    { outcome: { kind: 'returned' }, status: 410, code: 'order_withdrawn' },
  ];

  it.each(refusals)('answers $status $code', async ({ outcome, status, code, retryAfter }) => {
    const id = await scheduled();
    shop.sales.next = outcome;
    const answer = await shop.post(`/sales/${id}/orders`, anOrder);

    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json()).toMatchObject({ code, status });
    expect(answer.headers['retry-after']).toBe(retryAfter);
    // By design: nobody is woken for it.
    expect(shop.logged).toEqual([]);
  });

  it.each([
    { remaining: 0, retryAfterMs: 400, resetMs: 2_900, told: 'r=0;t=1', when: 'when the next request is accepted' },
    { remaining: 3, retryAfterMs: 0, resetMs: 2_900, told: 'r=3;t=3', when: 'when all of them are free again' },
  ])('says how often a customer may ask, and $when', async ({ told, when: _when, ...counted }) => {
    const id = await scheduled();
    shop.sales.rate = {
      limit: { requests: 5, windowMs: 2_500 },
      verdict: { allowed: counted.remaining > 0, ...counted },
    };
    const { headers } = await shop.post(`/sales/${id}/orders`, anOrder);
    expect(headers['ratelimit-policy']).toBe('"sale";q=5;w=3');
    expect(headers.ratelimit).toBe(`"sale";${told}`);
  });

  it('says nothing of a limit where the request was not counted', async () => {
    const id = await scheduled();
    shop.sales.next = { kind: 'sold_out' };
    const { headers } = await shop.post(`/sales/${id}/orders`, anOrder);
    expect(headers).not.toHaveProperty('ratelimit');
  });

  it.each([
    { kind: 'too_early', startsAtMs: 2 } as const,
    {
      kind: 'rate_limited',
      limit: FIVE_A_SECOND,
      verdict: { allowed: false, remaining: 0, retryAfterMs: 1, resetMs: 1 },
    } as const,
    { kind: 'queue_full', retryAfterMs: 1 } as const,
  ])('does not remember under a key that it was $kind', async (outcome) => {
    const id = await scheduled();
    const key = { 'idempotency-key': 'patient' };
    shop.sales.next = outcome;
    await shop.post(`/sales/${id}/orders`, anOrder, key);
    shop.sales.next = undefined;
    expect((await shop.post(`/sales/${id}/orders`, anOrder, key)).statusCode).toBe(202);
  });

  it.each([
    { fault: 'no customer', body: { quantity: 1 }, path: '/customer_id' },
    { fault: 'no quantity', body: { customer_id: 'c', quantity: 0 }, path: '/quantity' },
    { fault: 'an unknown field', body: { customer_id: 'c', quantity: 1, vip: true }, path: '/vip' },
  ])('refuses $fault', async ({ body, path }) => {
    const id = await scheduled();
    const answer = await shop.post(`/sales/${id}/orders`, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([expect.objectContaining({ path })]);
  });

  it.each(['nope', '00000000-0000-7000-8000-00000000ffff'])('answers 404 for sale %s', async (id) => {
    expect((await shop.post(`/sales/${id}/orders`, anOrder)).statusCode).toBe(404);
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

  it('is compared with the sale as it is, though what is shown may be a moment old', async () => {
    const id = await scheduled();
    const old = await shop.sales.get(id);
    const { etag } = (await shop.post(`/sales/${id}/open`)).headers;
    shop.sales.get = async () => old;
    expect((await shop.post(`/sales/${id}/pause`, {}, { 'if-match': String(etag) })).statusCode).toBe(200);
  });

  it('answers the tag by which the sale is known afterwards', async () => {
    const made = await shop.post('/sales', terms());
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
