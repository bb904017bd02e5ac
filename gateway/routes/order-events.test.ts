import { get as httpGet, type IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { ordering } from '../../modules/order/contract.ts';
import { Unanswered } from '../../platform/rpc/doors.ts';
import { anOrder, FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
let id: string;
beforeEach(async () => {
  shop = await FakeShop.open({ options: { maxWatchers: 2 } });
  id = (await shop.post('/orders', anOrder())).json().id;
});

const A_SALE = {
  product_id: 'mug',
  quantity: 10,
  starts_at: '2026-01-01T00:00:00Z',
  ends_at: '2027-01-01T00:00:00Z',
  per_customer_limit: 1,
};

class Client {
  text = '';
  readonly stream: Readable;
  ended = false;

  constructor(stream: Readable) {
    this.stream = stream;
    stream.on('data', (chunk) => {
      this.text += chunk;
    });
    stream.on('end', () => {
      this.ended = true;
    });
  }

  get events(): { id: string; data: { status: string; reason?: string } }[] {
    const found = this.text.matchAll(/^id: (.*)\nevent: status\ndata: (.*)\n\n/gm);
    return [...found].map(([, eventId = '', data = '']) => ({ id: eventId, data: JSON.parse(data) }));
  }

  get statuses(): string {
    return this.events.map((event) => event.data.status).join(' ');
  }
}

async function follow(headers: Record<string, string> = {}) {
  const answer = await shop.app.inject({ url: `/orders/${id}/events`, headers, payloadAsStream: true });
  return { answer, client: new Client(answer.stream()) };
}

/** Lets everything that is under way come to rest. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

async function poll(): Promise<void> {
  shop.clock.advance(200);
  await settle();
}

describe('following an order', () => {
  it('tells what was and what comes, and ends with the order', async () => {
    const { answer, client } = await follow();
    await settle();
    expect(answer.headers['content-type']).toBe('text/event-stream');
    expect(client.statuses).toBe('PENDING');
    shop.checkout.end(id);
    await poll();
    expect(client.statuses).toBe('PENDING RESERVED PAID CONFIRMED');
    expect(client.ended).toBe(false);
    shop.checkout.move(id, 'CANCELLED', 'cancelled_by_customer');
    await poll();
    expect(client.events.at(-1)).toMatchObject({
      id: '5',
      data: { status: 'CANCELLED', reason: 'cancelled_by_customer' },
    });
    expect(client.ended).toBe(true);
  });

  it('resumes after the last event that was seen', async () => {
    shop.checkout.end(id);
    const { client } = await follow({ 'last-event-id': '2' });
    await settle();
    expect(client.statuses).toBe('PAID CONFIRMED');
  });

  it.each(['x', '5'])('starts from the beginning after %j, which it never sent', async (never) => {
    shop.checkout.end(id);
    const { client } = await follow({ 'last-event-id': never });
    await settle();
    expect(client.events).toHaveLength(4);
  });

  it('ends at once when the order has ended, and says 204 when all was seen', async () => {
    shop.checkout.move(id, 'CANCELLED', 'out_of_stock');
    const { client } = await follow();
    await settle();
    expect([client.statuses, client.ended]).toEqual(['PENDING CANCELLED', true]);
    expect((await shop.get(`/orders/${id}/events`, { 'last-event-id': '2' })).statusCode).toBe(204);
  });

  it('answers 404, and 503 when too many follow', async () => {
    expect((await shop.get('/orders/nothing/events')).statusCode).toBe(404);
    const followers = [await follow(), await follow()];
    const answer = await shop.get(`/orders/${id}/events`);
    expect([answer.statusCode, answer.headers['retry-after'], answer.headers['content-type']]).toEqual([
      503,
      '1',
      'application/problem+json',
    ]);
    expect(followers).toHaveLength(2);
  });

  it('reads all followed orders in one call', async () => {
    await follow();
    await follow();
    const before = shop.doors.count(ordering.getOrders);
    await poll();
    expect(shop.doors.count(ordering.getOrders)).toBe(before + 1);
  });

  it('is forgotten when its client hangs up', async () => {
    const address = await shop.app.listen({ port: 0, host: '127.0.0.1' });
    const open = (): Promise<IncomingMessage> =>
      new Promise((resolve) => httpGet(`${address}/orders/${id}/events`, resolve));
    const responses = [await open(), await open()];
    expect((await open()).statusCode).toBe(503);
    for (const response of responses) response.destroy();
    let status: number | undefined = 503;
    while (status === 503) status = (await open()).statusCode;
    expect(status).toBe(200);
    await shop.app.close();
  });

  it('goes on after a read that failed, and keeps the connection alive', async () => {
    const { client } = await follow();
    shop.doors.fails(ordering.getOrders, new Unanswered('x', 'down'));
    await poll();
    expect(shop.logged).toMatchObject([{ level: 'warn' }]);
    shop.doors.fails(ordering.getOrders);
    shop.clock.advance(15_000);
    await settle();
    expect(client.text).toContain(': still here');
    shop.checkout.end(id);
    await poll();
    expect(client.statuses).toBe('PENDING RESERVED PAID CONFIRMED');
  });

  it('follows an order of a sale from its queue to the end, though it could not be placed', async () => {
    const sale = (await shop.post('/sales', A_SALE)).json();
    id = (await shop.post(`/sales/${sale.id}/orders`, { customer_id: 'cust_1', quantity: 1 })).json().order_id;
    const { client } = await follow();
    await poll();
    expect([client.statuses, client.ended]).toEqual(['PENDING', false]);
    shop.sales.withdrawn.set(id, 5_000);
    await poll();
    expect(client.events.at(-1)).toMatchObject({ id: '2', data: { status: 'CANCELLED', reason: 'expired' } });
    expect(client.ended).toBe(true);
    expect((await shop.get(`/orders/${id}/events`, { 'last-event-id': '2' })).statusCode).toBe(204);
  });

  it('follows an order of a sale from its queue to its checkout', async () => {
    const sale = (await shop.post('/sales', A_SALE)).json();
    const queued = (await shop.post(`/sales/${sale.id}/orders`, { customer_id: 'cust_1', quantity: 1 })).json();
    const [another] = shop.checkout.begun;
    id = queued.order_id;
    const { client } = await follow();
    if (another !== undefined) await shop.checkout.begin({ ...another, orderId: id });
    shop.checkout.end(id);
    await poll();
    expect(client.statuses).toBe('PENDING RESERVED PAID CONFIRMED');
  });

  it('ends when the gateway goes down', async () => {
    const { client } = await follow();
    await shop.app.close();
    await settle();
    expect(client.ended).toBe(true);
  });
});
