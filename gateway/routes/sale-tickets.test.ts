import { beforeEach, describe, expect, it } from 'vitest';
import type { EnterOutcome, SaleOrderOutcome } from '../../processes/sale/door.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { roomWith } from '../testing/fake-waiting-rooms.ts';

const TERMS = {
  product_id: 'mug',
  quantity: 10,
  price: '5.00',
  starts_at: '2026-02-01T10:00:00.000Z',
  ends_at: '2026-02-01T11:00:00.000Z',
  per_customer_limit: 2,
};

let shop: FakeShop;
let saleId: string;

beforeEach(async () => {
  shop = await FakeShop.open();
  const answer = await shop.post('/sales', { ...TERMS, waiting_room: { draw: 'fair' } });
  expect(answer.statusCode).toBe(201);
  expect(answer.json().waiting_room).toEqual({ draw: 'fair', turn_seconds: 120 });
  saleId = answer.json().id;
  shop.waitingRooms.rooms.set(saleId, roomWith({ saleId }));
});

describe('POST /sales with a waiting room', () => {
  it('says nothing of one where there is none', async () => {
    expect((await shop.post('/sales', TERMS)).json().waiting_room).toBeNull();
  });

  it.each([
    { room: { draw: 'favourites' }, path: '/waiting_room/draw' },
    { room: {}, path: '/waiting_room/draw' },
    { room: { draw: 'fair', turn_seconds: 0 }, path: '/waiting_room/turn_seconds' },
  ])('refuses $room', async ({ room, path }) => {
    const answer = await shop.post('/sales', { ...TERMS, waiting_room: room });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().errors).toEqual([expect.objectContaining({ path })]);
  });
});

describe('POST /sales/{id}/tickets', () => {
  it('answers 201 with a place, and the same place again', async () => {
    const first = await shop.post(`/sales/${saleId}/tickets`, { customer_id: 'ann' });
    expect(first.statusCode).toBe(201);
    expect(first.json()).toEqual({
      ticket: 'ticket of ann',
      state: 'waiting',
      sequence: 1,
      position: 1,
      estimated_wait_seconds: 2,
      turn_ends_at: null,
    });
    await shop.post(`/sales/${saleId}/tickets`, { customer_id: 'ben' });
    expect((await shop.post(`/sales/${saleId}/tickets`, { customer_id: 'ann' })).json()).toEqual(first.json());
  });

  const limited = { allowed: false, remaining: 0, retryAfterMs: 400 } as const;
  it.each([
    { outcome: { kind: 'no_waiting_room' }, status: 409, code: 'no_waiting_room' },
    { outcome: { kind: 'sold_out' }, status: 409, code: 'sold_out' },
    { outcome: { kind: 'over' }, status: 410, code: 'sale_over' },
    { outcome: { kind: 'full' }, status: 503, code: 'queue_full' },
    {
      outcome: { kind: 'rate_limited', limit: { requests: 5, windowMs: 1_000 }, verdict: limited },
      status: 429,
      code: 'rate_limited',
    },
    { outcome: { kind: 'unknown_sale' }, status: 404, code: 'not_found' },
  ] as const)('answers $status for $code', async ({ outcome, status, code }) => {
    shop.waitingRooms.next = outcome as EnterOutcome;
    const answer = await shop.post(`/sales/${saleId}/tickets`, { customer_id: 'ann' });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    if (status === 429) expect(answer.headers.ratelimit).toBe('"sale";r=0;t=1');
  });

  it('answers one key with one place, and refuses it for another customer', async () => {
    const key = { 'idempotency-key': 'key' };
    const first = await shop.post(`/sales/${saleId}/tickets`, { customer_id: 'ann' }, key);
    const again = await shop.post(`/sales/${saleId}/tickets`, { customer_id: 'ann' }, key);
    expect([again.statusCode, again.headers['idempotency-replayed'], again.json()]).toEqual([
      201,
      'true',
      first.json(),
    ]);
    const other = await shop.post(`/sales/${saleId}/tickets`, { customer_id: 'bob' }, key);
    expect([other.statusCode, other.json().code]).toEqual([422, 'idempotency_key_reused']);
  });

  it('answers 404 for what is no sale', async () => {
    expect((await shop.post('/sales/nope/tickets', { customer_id: 'ann' })).statusCode).toBe(404);
  });
});

describe('POST /sales/{id}/orders with a ticket', () => {
  it('hands the ticket on', async () => {
    const answer = await shop.post(`/sales/${saleId}/orders`, { customer_id: 'ann', quantity: 1, ticket: 'mine' });
    expect(answer.statusCode).toBe(202);
    expect(shop.sales.orders).toMatchObject([{ customerId: 'ann', ticket: 'mine' }]);
  });

  it.each([
    { outcome: { kind: 'ticket_required' }, status: 403, code: 'ticket_required' },
    { outcome: { kind: 'ticket_invalid' }, status: 403, code: 'ticket_invalid' },
    { outcome: { kind: 'turn_lost' }, status: 403, code: 'turn_lost' },
    { outcome: { kind: 'ticket_used', orderId: 'order-1' }, status: 409, code: 'ticket_used' },
    { outcome: { kind: 'not_admitted', retryAfterMs: 1_500 }, status: 425, code: 'not_admitted' },
  ] as const)('answers $status for $code', async ({ outcome, status, code }) => {
    shop.sales.next = outcome as SaleOrderOutcome;
    const answer = await shop.post(`/sales/${saleId}/orders`, { customer_id: 'ann', quantity: 1, ticket: 'mine' });
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    if (status === 425) expect(answer.headers['retry-after']).toBe('2');
    if (status === 409) expect(answer.json().order_id).toBe('order-1');
  });
});

describe('GET /sales/{id}/tickets/events', () => {
  it('streams a place until it was let in', async () => {
    shop.waitingRooms.rooms.set(saleId, roomWith({ saleId, admitted: 1 }));
    const place = roomWith({ admitted: 1 }).placeOf(0, 0);
    shop.waitingRooms.places.set('ticket of ann', place);
    const answer = await shop.get(`/sales/${saleId}/tickets/events?ticket=ticket%20of%20ann`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(answer.body).toContain('event: room');
    expect(answer.body).toContain('"state":"admitted"');
  });

  it('keeps the ticket out of the log when something is wrong with us', async () => {
    shop.waitingRooms.place = () => Promise.reject(new Error('broken'));
    const answer = await shop.get(`/sales/${saleId}/tickets/events?ticket=secret-ticket`);
    expect(answer.statusCode).toBe(500);
    expect(shop.logged).toMatchObject([{ entry: { url: `/sales/${saleId}/tickets/events` } }]);
    expect(JSON.stringify(shop.logged)).not.toContain('secret-ticket');
  });

  it('refuses what is no ticket, and needs one', async () => {
    const forged = await shop.get(`/sales/${saleId}/tickets/events?ticket=forged`);
    expect([forged.statusCode, forged.json().code]).toEqual([403, 'ticket_invalid']);
    expect((await shop.get(`/sales/${saleId}/tickets/events`)).statusCode).toBe(400);
    expect((await shop.get('/sales/nope/tickets/events?ticket=x')).statusCode).toBe(404);
  });
});

describe('GET /sales/{id}/waiting-room', () => {
  it('tells what anybody needs to check the draw', async () => {
    shop.waitingRooms.rooms.set(saleId, roomWith({ saleId, draw: 'fair', seedHash: 'abc', seed: 'def', admitted: 2 }));
    expect((await shop.get(`/sales/${saleId}/waiting-room`)).json()).toEqual({
      draw: 'fair',
      drawn: true,
      seed_hash: 'abc',
      seed: 'def',
      early: 10,
      arrived: 10,
      admitted: 2,
      admitted_per_second: 5,
    });
    expect((await shop.get('/sales/nope/waiting-room')).statusCode).toBe(404);
  });
});
