import { describe, expect, it } from 'vitest';
import { orderId, PaperShop } from './testing/paper-shop.ts';

// The audit of messages: on the way or before an operator is well, lost or twice is not.

/** Two mugs sold to one order. */
function healthyShop(): PaperShop {
  return new PaperShop().stock(10, 2).sold(1, 2);
}

async function violated(shop: PaperShop): Promise<readonly [name: string, detail: string][]> {
  const { invariants } = await shop.audit();
  return invariants.filter(({ ok }) => !ok).map(({ name, detail }) => [name, detail]);
}

describe('the audit of messages', () => {
  it('counts messages that wait and letters for an operator: an event among them is not lost', async () => {
    const shop = healthyShop();
    shop.change(shop.orders, orderId(1), { cancellationRequested: 'cancelled_by_customer', version: 5 });
    shop.messages = { ...shop.messages, waiting: 2, dead: 1 };
    shop.onTheirWay = new Set([orderId(1)]);
    const { ok, invariants } = await shop.audit();
    expect(ok).toBe(true);
    expect(invariants.find(({ name }) => name === 'messages')?.detail).toBe(
      'Looked at 2 waiting messages, 1 dead for an operator, and 1 cancellation that was told of; nothing is wrong.',
    );
  });

  it("does not judge what it cannot see: a module whose outbox is another host's", async () => {
    const shop = healthyShop();
    shop.change(shop.orders, orderId(1), { cancellationRequested: 'cancelled_by_customer', version: 5 });
    shop.onTheirWay = undefined;
    expect(await violated(shop)).toEqual([]);
  });

  it.each<[string, (shop: PaperShop) => void, string]>([
    [
      'an event that was lost on its way, whatever else waits or is dead',
      (shop) => {
        shop.change(shop.orders, orderId(1), { cancellationRequested: 'cancelled_by_customer', version: 5 });
        shop.messages = { ...shop.messages, waiting: 2, dead: 1 };
        shop.onTheirWay = new Set([orderId(2)]);
      },
      `${orderId(1)} was told to be cancelled, but no saga does so`,
    ],
    [
      'an event that was lost on its way',
      (shop) => shop.change(shop.orders, orderId(1), { cancellationRequested: 'cancelled_by_customer', version: 5 }),
      `${orderId(1)} was told to be cancelled, but no saga does so`,
    ],
    [
      'an event that was applied twice',
      (shop) => {
        shop.change(shop.orders, orderId(1), { cancellationRequested: 'cancelled_by_customer', version: 5 });
        for (const number of [7, 8])
          shop.saga(number, 'in_progress', { name: 'cancellation.v1', subjectId: orderId(1) });
      },
      `${orderId(1)} was told to be cancelled once and 2 sagas do so`,
    ],
    [
      'a message that nobody takes',
      (shop) => {
        const dueMs = shop.clock.nowMs() - 90_000;
        shop.messages = {
          ...shop.messages,
          overdue: [{ id: 'message 1', at: 'consumer', name: 'cancellation', dueMs }],
        };
      },
      'message 1 waits 90 s for cancellation',
    ],
    [
      'events that nobody publishes',
      (shop) => {
        const dueMs = shop.clock.nowMs() - 90_000;
        shop.messages = { ...shop.messages, overdue: [{ id: 'batch 1', at: 'outbox', name: 'ordering', dueMs }] };
      },
      'batch 1 waits 90 s in the outbox of ordering',
    ],
    [
      'events that were put aside',
      (shop) => {
        shop.messages = { ...shop.messages, refused: [{ outbox: 'ordering', events: 1 }] };
      },
      'ordering has 1 event that no broker took',
    ],
    [
      'messages for a consumer that is gone',
      (shop) => {
        shop.messages = { ...shop.messages, ownerless: [{ consumer: 'ghost', messages: 2 }] };
      },
      'ghost does not exist, but 2 messages wait for it',
    ],
    [
      'a dead letter that is delivered nevertheless',
      (shop) => {
        shop.messages = { ...shop.messages, deadAndWaiting: [{ consumer: 'printer', messageId: 'message 1' }] };
      },
      'message 1 is dead and waits for printer',
    ],
  ])('finds %s', async (_case, spoil, detail) => {
    const shop = healthyShop();
    spoil(shop);
    expect(await violated(shop)).toEqual([['messages', expect.stringContaining(detail)]]);
  });
});
