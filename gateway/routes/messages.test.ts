import { beforeEach, expect, it } from 'vitest';
import { FakeShop } from '../testing/fake-shop.ts';

let shop: FakeShop;
beforeEach(async () => {
  shop = await FakeShop.open();
});

it('lists topics with who tells of them and who hears of them', async () => {
  const topic = { type: 'order.v1.OrderPlaced', publisher: 'order.v1', fields: ['orderId'], consumers: ['mail'] };
  shop.flow.topics.push({ ...topic, forOutsiders: undefined });
  expect((await shop.get('/topics')).json()).toEqual({ data: [{ ...topic, for_outsiders: null }] });
});

it('tells how much waits, and since when', async () => {
  shop.clock.advance(5_000);
  const oldestMs = shop.clock.nowMs() - 1_500;
  shop.flow.waits = {
    consumers: [{ consumer: 'mail', messages: 3, oldestMs, retrying: 1, dead: 2 }],
    outboxes: [{ module: 'order', records: 0, oldestId: undefined, oldestMs: undefined, refused: 0 }],
  };
  expect((await shop.get('/messages/depths')).json()).toEqual({
    consumers: [{ consumer: 'mail', waiting: 3, oldest_seconds: 1.5, retrying: 1, dead: 2 }],
    outboxes: [{ module: 'order', records: 0, oldest_seconds: 0, refused: 0 }],
  });
});
