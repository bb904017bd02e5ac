import { describe, expect, it } from 'vitest';
import { present } from '../../../platform/kernel/assert.ts';
import { ConsumerUnavailable, MessagesFailed } from '../../../platform/messaging/broker.ts';
import { toEnvelope } from '../../../platform/messaging/envelope.ts';
import { type Doors, ModuleUnreachable, Unanswered } from '../../../platform/rpc/doors.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { checkoutData } from '../checkout-data.ts';
import { CHECKOUT_SOURCE, EVENTS } from './events.ts';
import { participantSubscription } from './participant-subscription.ts';
import { PARTICIPANTS } from './participants.ts';
import { requests } from './tables.ts';

const ORDERS = [1, 2, 3].map((digit) => `01930000-0000-7000-8000-00000000000${digit}`);
const ORDER = present(PARTICIPANTS[0], 'the first participant');

/** What a participant throws of these orders, where its module fails at each. */
async function thrownOf(orderIds: readonly string[], failure: Error): Promise<unknown> {
  const store = new MemoryStore();
  const clock = new FakeClock();
  const doors: Doors = { call: () => Promise.reject(failure) };
  await store.transact(async (transaction) => {
    for (const orderId of orderIds) {
      const data = checkoutData(
        { orderId, customerId: 'ann', currency: 'GBP', totalMinor: 1, paymentMethod: 'card', lines: [] },
        'retail',
        0,
      );
      transaction.write([{ write: 'append', table: requests, row: { orderId, data } }]);
    }
  });
  const quiet = { record: () => true, recorded: () => undefined, deadlineMs: 60_000 };
  const { handle } = participantSubscription(ORDER, { store, doors, clock, ...quiet });
  const handled = handle(
    orderIds.map((orderId) =>
      toEnvelope(CHECKOUT_SOURCE, {
        id: orderId.replace('0193', '0194'),
        type: EVENTS['checkout.requested'].type,
        key: orderId,
        payload: { orderId },
        atMs: 0,
      }),
    ),
  ).catch((error: unknown) => error);
  // The pauses between the attempts that it makes by itself.
  for (let turn = 0; turn < 50; turn++) {
    await new Promise(setImmediate);
    clock.advance(100);
  }
  return handled;
}

describe('a participant whose module gives no answer', () => {
  const away = new Unanswered('/ordering', 'gone', { cause: new ModuleUnreachable('connection refused') });
  const defect = new Unanswered('/ordering', 'it failed', { cause: new TypeError('a defect at these orders') });

  it('waits for one that is away, and no message is tried', async () => {
    expect(await thrownOf(ORDERS, away)).toBeInstanceOf(ConsumerUnavailable);
  });

  it.each([1, 2, 3])(
    'has failed at %i orders where it answers with a fault, however many there are',
    async (orders) => {
      const thrown = await thrownOf(ORDERS.slice(0, orders), defect);
      expect(thrown).toBeInstanceOf(MessagesFailed);
      expect((thrown as MessagesFailed).failures.size).toBe(orders);
    },
  );
});
