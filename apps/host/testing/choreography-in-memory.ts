import { newId } from '../../../platform/lifecycle/new-id.ts';
import type { Envelope } from '../../../platform/messaging/envelope.ts';
import { type RecordedEvent, toEnvelope } from '../../../platform/messaging/envelope.ts';
import { createMemoryBroker } from '../../../platform/messaging/memory-broker.ts';
import { MemoryQueues } from '../../../platform/messaging/memory-queues.ts';
import { outboxTable, recordEvents } from '../../../platform/messaging/outbox.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import type { Store } from '../../../platform/store/store.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { ChoreographedCheckout } from '../../../processes/checkout/choreographed/choreographed-checkout.ts';
import { CHECKOUT_SOURCE } from '../../../processes/checkout/choreographed/events.ts';
import { MemoryShop } from './memory-shop.ts';
import type { RunningCheckout } from './running-checkout.ts';

/** Longer than any checkout takes to give up and to unwind. */
const LONGEST_MS = 30 * 60_000;
const STEP_MS = 250;

/** The choreographed checkout on the memory broker. Time passes as fast as it can. */
export function runChoreography(): RunningCheckout {
  const clock = new FakeClock(Date.now());
  const shop = new MemoryShop(clock);
  const store = new MemoryStore();
  const broker = createMemoryBroker({
    connection: new MemoryQueues().connect(),
    clock,
    onFailure: () => undefined,
    onDeadLetter: () => undefined,
  });
  const outbox = new MemoryOutbox(store);
  const checkout = new ChoreographedCheckout({
    store,
    doors: shop.doors,
    clock,
    record: recordEvents(newId),
    recorded: () => void outbox.take().then((envelopes) => broker.publish(envelopes)),
    priceList: 'retail',
    report: () => undefined,
  });
  for (const subscription of checkout.subscriptions()) broker.subscribe(subscription);
  return {
    shop,
    checkout,
    sagas: checkout.view(),
    start: async () => {
      await broker.start();
      checkout.start();
    },
    untilEnded: async (orderId) => {
      let hasEnded = false;
      void checkout.ended(orderId, LONGEST_MS).then(() => {
        hasEnded = true;
      });
      while (!hasEnded) await passTime(clock);
    },
    stop: async () => {
      const stopping = Promise.all([checkout.stop(), broker.stop()]);
      await passTime(clock);
      await stopping;
    },
  };
}

/** Lets everything happen that waits for nothing but its turn, then moves the clock. */
async function passTime(clock: FakeClock): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
  clock.advance(STEP_MS);
}

/** Takes from an outbox in memory what has been committed since the last time, in order. */
export class MemoryOutbox {
  readonly #store: Store;
  readonly #taken = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  async take(): Promise<Envelope[]> {
    const found = await this.#store.transact((transaction) => transaction.find(outboxTable, [], { limit: 10_000 }));
    const fresh = found.filter(({ row }) => !this.#taken.has(row.recordId));
    for (const { row } of fresh) this.#taken.add(row.recordId);
    return fresh.flatMap(({ row }) =>
      (JSON.parse(row.events) as RecordedEvent[]).map((event) => toEnvelope(CHECKOUT_SOURCE, event)),
    );
  }
}
