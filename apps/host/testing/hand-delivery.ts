import { newId } from '../../../platform/lifecycle/new-id.ts';
import type { Subscription } from '../../../platform/messaging/broker.ts';
import type { Envelope } from '../../../platform/messaging/envelope.ts';
import { recordEvents } from '../../../platform/messaging/outbox.ts';
import type { Doors } from '../../../platform/rpc/doors.ts';
import type { SagaView } from '../../../platform/saga/saga-view.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import type { Store } from '../../../platform/store/store.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { ChoreographedCheckout } from '../../../processes/checkout/choreographed/choreographed-checkout.ts';
import { type EventName, nameOf } from '../../../processes/checkout/choreographed/events.ts';
import type { CheckoutRequest } from '../../../processes/checkout/door.ts';
import { requestOf } from './checkout-world.ts';
import { MemoryOutbox } from './choreography-in-memory.ts';
import { MemoryShop } from './memory-shop.ts';

// A choreographed checkout whose events are delivered by hand: in any order, as often as a test likes, or never.

/** A bug to plant, as something put around the process's store or the doors that its contexts call. */
export interface Planted {
  readonly store?: (inner: Store) => Store;
  readonly doors?: (inner: Doors, shop: MemoryShop) => Doors;
}

export interface Delivery {
  readonly consumer: string;
  readonly envelope: Envelope;
}

export class HandDelivery {
  readonly orderId = newId();
  readonly clock = new FakeClock(Date.UTC(2026, 10, 21));
  readonly shop = new MemoryShop(this.clock);
  readonly checkout: ChoreographedCheckout;
  readonly #subscriptions: readonly Subscription[];
  readonly #outbox: MemoryOutbox;
  #waiting: Delivery[] = [];
  #begun: Promise<unknown> = Promise.resolve();
  /** Names of all events, in the order in which they were told. */
  readonly told: EventName[] = [];

  constructor({ store = (inner) => inner, doors = (inner) => inner }: Planted = {}) {
    const inner = new MemoryStore();
    this.#outbox = new MemoryOutbox(inner);
    this.checkout = new ChoreographedCheckout({
      store: store(inner),
      doors: doors(this.shop.doors, this.shop),
      clock: this.clock,
      record: recordEvents(newId),
      recorded: () => undefined,
      priceList: 'retail',
      report: () => undefined,
    });
    this.#subscriptions = this.checkout.subscriptions();
  }

  /** Opens the shop and begins one checkout. Its first event waits for three contexts. */
  async begin(changes: Partial<CheckoutRequest> & { quantity?: number; unitPriceMinor?: number } = {}): Promise<void> {
    await this.shop.open();
    this.checkout.start();
    const begun = this.checkout.begin(requestOf(this.orderId, changes), {
      traceId: '0af7651916cd43dd8448eb211c80319c',
    });
    this.#begun = begun.catch(() => undefined); // A withdrawn order has no beginning; what became of it is what is tested.
    await this.#begun;
  }

  /** What has been told and not been delivered. */
  async waiting(): Promise<readonly Delivery[]> {
    for (const envelope of await this.#outbox.take()) {
      this.told.push(nameOf(envelope));
      for (const { consumer, events } of this.#subscriptions) {
        if (events.some(({ type }) => type === envelope.type)) this.#waiting.push({ consumer, envelope });
      }
    }
    return this.#waiting;
  }

  /** Delivers an event that waits for a consumer; `times` more than one is what a broker does after a crash. */
  async deliver(consumer: string, name: EventName, times = 1): Promise<void> {
    const waiting = await this.waiting();
    const found = waiting.find((delivery) => delivery.consumer === consumer && nameOf(delivery.envelope) === name);
    if (found === undefined) throw new Error(`no ${name} waits for ${consumer}`);
    for (let time = 0; time < times; time++) await this.redeliver(found);
    this.#waiting = this.#waiting.filter((delivery) => delivery !== found);
  }

  /** The consumer gets the event; it keeps waiting if it waited. */
  async redeliver({ consumer, envelope }: Delivery): Promise<void> {
    const subscription = this.#subscriptions.find((one) => one.consumer === consumer);
    await subscription?.handle([envelope]);
  }

  async take(delivery: Delivery): Promise<void> {
    await this.redeliver(delivery);
    this.#waiting = this.#waiting.filter((other) => other !== delivery);
  }

  /** Delivers whatever waits, first come first served, until nothing does. */
  async deliverAll(): Promise<void> {
    for (;;) {
      const [first] = await this.waiting();
      if (first === undefined) return;
      await this.take(first);
    }
  }

  /** Lets time pass, with what falls due. */
  async pass(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 1_000) {
      this.clock.advance(1_000);
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  async saga(): Promise<SagaView> {
    const view = await this.checkout.view().get(this.orderId);
    if (view === undefined) throw new Error('there is no checkout');
    return view;
  }

  async close(): Promise<void> {
    await this.#begun;
    await this.checkout.stop();
  }
}
