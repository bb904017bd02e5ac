import { beforeEach, describe, expect, it } from 'vitest';
import { present } from '../../platform/kernel/assert.ts';
import { Unanswered } from '../../platform/rpc/doors.ts';
import type { SaleOrderOutcome } from '../../processes/sale/door.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { problemDocument } from '../testing/problem-document.ts';
import { scheduleSale } from '../testing/scheduled-sale.ts';

let shop: FakeShop;

beforeEach(async () => {
  shop = await FakeShop.open();
});

const scheduled = (): Promise<string> => scheduleSale(shop);

const anOrder = { customer_id: 'cust_1', quantity: 1 };

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

  it('turns away whoever comes to a sale that is sold out before anything of the order is read', async () => {
    const id = await scheduled();
    shop.sales.gone.add(id);
    for (const path of [`/sales/${id}/orders`, `/v1/sales/${id}/orders`]) {
      const answer = await shop.post(path, { quantity: 'many' });
      expect(answer.statusCode).toBe(409);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      const detail = 'Nothing is left of what you asked for.';
      expect(answer.json()).toEqual(problemDocument('sold_out', detail, path, answer.headers['trace-id']));
    }
    expect(shop.sales.orders).toEqual([]);
  });

  describe.each(['idempotency-key', 'x-idempotency-key'])('with an %s', (header) => {
    const keyed = (id: string, key: string, order: object = anOrder) =>
      shop.post(`/sales/${id}/orders`, order, { [header]: key });

    it('keeps that nothing is left with the key, whatever comes back later', async () => {
      const id = await scheduled();
      shop.sales.gone.add(id);
      const first = await keyed(id, 'tap');
      expect([first.statusCode, first.json().code]).toEqual([409, 'sold_out']);
      expect(first.headers['content-type']).toBe('application/problem+json');
      expect(first.headers).not.toHaveProperty('idempotency-replayed');
      shop.sales.gone.clear();
      const second = await keyed(id, 'tap');
      expect(second.json()).toEqual(first.json());
      expect(second.headers['idempotency-replayed']).toBe('true');
      expect((await keyed(id, 'tap', { ...anOrder, quantity: 2 })).json().code).toBe('idempotency_key_reused');
      expect(shop.sales.orders).toEqual([]);
      expect((await keyed(id, 'another')).statusCode).toBe(202);
    });

    it('asks for an order that was begun before, though nothing is left', async () => {
      const id = await scheduled();
      const order = shop.sales.order.bind(shop.sales);
      shop.sales.order = () => Promise.reject(new Unanswered('ClaimUnits', 'nobody knows'));
      expect((await keyed(id, 'tap')).statusCode).toBeGreaterThanOrEqual(500);
      shop.sales.order = order;
      shop.sales.gone.add(id);
      expect((await keyed(id, 'tap')).statusCode).toBe(202);
      expect(shop.sales.orders).toMatchObject([{ isRepeat: true }]);
    });

    it('refuses a body that is not valid as such, and leaves its key alone', async () => {
      const id = await scheduled();
      shop.sales.gone.add(id);
      expect((await keyed(id, 'tap', { quantity: 'many' })).json().code).toBe('invalid_request');
      expect((await keyed(id, 'tap')).json().code).toBe('sold_out');
    });
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
