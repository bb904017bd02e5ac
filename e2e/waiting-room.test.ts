import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { expectAudit } from './testing/acceptance.ts';
import { eventually, Shop, scratchDirectory } from './testing/shop.ts';

// A drop with a waiting room, from scheduling to its last unit, as customers and operators have it; with a restart in it.

let directory: Awaited<ReturnType<typeof scratchDirectory>>;
let shop: Shop;

beforeAll(async () => {
  directory = await scratchDirectory();
  shop = new Shop(await freePort(), `${directory.path}/data`);
  await shop.start();
});
afterAll(async () => {
  await shop.stop();
  await directory.remove();
});

it('draws places among a crowd, lets it in, and tells those who wait that nothing is left', async () => {
  const stock = { id: 'drop', sku: 'drop', name: 'A drop', price: '20.00', stock: 20 };
  expect((await shop.post('/products', stock)).status).toBe(201);
  const sale = await shop.post('/sales', {
    product_id: 'drop',
    quantity: 10,
    starts_at: new Date(Date.now() + 3_600_000).toISOString(),
    ends_at: new Date(Date.now() + 7_200_000).toISOString(),
    per_customer_limit: 1,
    waiting_room: { draw: 'fair' },
  });
  expect(sale.body).toMatchObject({ state: 'scheduled', waiting_room: { draw: 'fair' } });
  const path = `/sales/${sale.body.id}`;
  const enter = (customer: number) => shop.post(`${path}/tickets`, { customer_id: `fan-${customer}` });
  const fans = Array.from({ length: 40 }, (_, customer) => customer);
  const tickets = await Promise.all(fans.map(enter));
  expect(tickets.map(({ status, body }) => [status, body.position])).toEqual(fans.map(() => [201, null]));
  const { seed_hash: committed } = (await shop.get(`${path}/waiting-room`)).body;

  // Places and tickets outlive the process, however it ends.
  await shop.kill();
  await shop.start();
  expect((await enter(7)).body).toMatchObject({ ticket: tickets[7]?.body.ticket, sequence: tickets[7]?.body.sequence });

  const order = (customer: number, ticket: unknown) =>
    shop.post(`${path}/orders`, { customer_id: `fan-${customer}`, quantity: 1, ticket });
  expect((await order(0, tickets[0]?.body.ticket)).status).toBe(425);
  await shop.post(`${path}/open`, {});
  // 10 units, and one in five more: who is among them, the draw has said.
  const room = await eventually(
    'people to be let in',
    () => shop.get(`${path}/waiting-room`),
    ({ body }) => Number(body.admitted) === 12,
  );
  expect(room.body).toMatchObject({ drawn: true, seed_hash: committed, early: 40 });
  expect(room.body.seed).toMatch(/^[0-9a-f]{64}$/);
  const places = await Promise.all(fans.map(enter));
  expect(new Set(places.map(({ body }) => body.position)).size).toBe(40);
  const admitted = fans.filter((fan) => String(places[fan]?.body.state) === 'admitted');
  expect(admitted).toHaveLength(12);
  const outside = fans.find((fan) => !admitted.includes(fan)) as number;
  expect((await order(outside, tickets[outside]?.body.ticket)).body).toMatchObject({ code: 'not_admitted' });
  expect((await order(outside, tickets[admitted[0] as number]?.body.ticket)).body).toMatchObject({
    code: 'ticket_invalid',
  });

  const events = await fetch(`${shop.url}${path}/tickets/events?ticket=${tickets[outside]?.body.ticket}`);
  const reader = (events.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  const answers = await Promise.all(admitted.map((fan) => order(fan, tickets[fan]?.body.ticket)));
  const outcomes = answers.map(({ status, body }) => `${status} ${body.code ?? body.status}: ${body.detail ?? ''}`);
  const soldOut = '409 sold_out: Nothing is left of what you asked for.';
  expect(outcomes.sort()).toEqual([...Array(10).fill('202 QUEUED: '), ...Array(2).fill(soldOut)]);
  let told = '';
  while (!told.includes('"state":"sold_out"')) {
    const { value, done } = await reader.read();
    expect(done).toBe(false);
    told += value;
  }
  await reader.cancel();
  await expectAudit(shop);
});
