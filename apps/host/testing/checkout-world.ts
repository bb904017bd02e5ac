import type { Clock } from '../../../platform/kernel/clock.ts';
import { newId } from '../../../platform/lifecycle/new-id.ts';
import type { Call } from '../../../platform/rpc/contract.ts';
import { SagaEngine } from '../../../platform/saga/saga-engine.ts';
import type { SagaView } from '../../../platform/saga/saga-view.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import { checkout } from '../../../processes/checkout/checkout.saga.ts';
import type { CheckoutRequest } from '../../../processes/checkout/door.ts';
import { OrchestratedCheckout } from '../../../processes/checkout/orchestrated-checkout.ts';
import { runChoreography } from './choreography-in-memory.ts';
import { type Fault, MemoryShop, PRICE_MINOR } from './memory-shop.ts';
import type { RunningCheckout } from './running-checkout.ts';

// The real modules in memory and a real checkout, of either kind, before them.

/** Waiting costs no time: timers run at the end of the turn. Sweeps that repeat are left out by their length. */
const hurriedClock: Clock = {
  nowMs: () => Date.now(),
  after(delayMs, task) {
    if (delayMs > 1_000) return () => undefined;
    const immediate = setImmediate(task);
    return () => clearImmediate(immediate);
  },
};

export type CheckoutKind = 'orchestrated' | 'choreographed';

export class CheckoutWorld {
  readonly orderId = newId();
  readonly #running: RunningCheckout;

  constructor(kind: CheckoutKind = 'orchestrated') {
    this.#running = kind === 'orchestrated' ? runOrchestration() : runChoreography();
  }

  /** Local names of all calls, in order. */
  get calls(): readonly string[] {
    return this.#running.shop.calls;
  }

  call<Request, ReplyType>(call: Call<Request, ReplyType>): Promise<ReplyType> {
    return this.#running.shop.call(call);
  }

  async open(): Promise<void> {
    await this.#running.shop.open();
    await this.#running.start();
  }

  /** The next calls of the method meet these faults, in order. */
  plan(localName: string, faults: readonly Fault[]): void {
    this.#running.shop.plan(localName, faults);
  }

  /** Checks out one order and waits for the end of its saga. */
  async checkOut(
    changes: Partial<CheckoutRequest> & { quantity?: number; unitPriceMinor?: number } = {},
  ): Promise<SagaView> {
    const { checkout, sagas, untilEnded } = this.#running;
    const begun = checkout.begin(requestOf(this.orderId, changes), { traceId: '0af7651916cd43dd8448eb211c80319c' });
    await Promise.all([
      begun.catch(() => undefined), // A checkout that fails at its first step says so here and in its saga.
      untilEnded(this.orderId),
    ]);
    const saga = await sagas.get(this.orderId);
    if (saga === undefined) throw new Error('the saga has no log');
    return saga;
  }

  order(): ReturnType<MemoryShop['order']> {
    return this.#running.shop.order(this.orderId);
  }

  available(): Promise<number> {
    return this.#running.shop.available();
  }

  /** Opens the customer's wallet with so much in it. */
  giveCredit(amountMinor: number): Promise<void> {
    return this.#running.shop.giveCredit(amountMinor);
  }

  /** What is in the customer's wallet; undefined where there is none. */
  credit(): Promise<number | undefined> {
    return this.#running.shop.credit();
  }

  couponUses(): Promise<number> {
    return this.#running.shop.couponUses();
  }

  payment(): ReturnType<MemoryShop['payment']> {
    return this.#running.shop.payment(this.orderId);
  }

  deactivateCustomer(): Promise<unknown> {
    return this.#running.shop.deactivateCustomer();
  }

  async close(): Promise<void> {
    await this.#running.stop();
  }
}

export function requestOf(
  orderId: string,
  changes: Partial<CheckoutRequest> & { quantity?: number; unitPriceMinor?: number } = {},
): CheckoutRequest {
  const { quantity = 1, unitPriceMinor = PRICE_MINOR, ...request } = changes;
  return {
    orderId,
    customerId: 'cust-1',
    currency: 'GBP',
    totalMinor: quantity * unitPriceMinor,
    paymentMethod: 'card',
    lines: [{ productId: 'mug', sku: 'MUG', name: 'Mug', quantity, unitPriceMinor, agreed: false, stocked: true }],
    ...request,
  };
}

function runOrchestration(): RunningCheckout {
  const clock = hurriedClock;
  const shop = new MemoryShop(clock);
  const engine = new SagaEngine({
    store: new MemoryStore(),
    doors: shop.doors,
    clock,
    newId,
    random: () => 0,
    definitions: [checkout],
    leaseMs: 60_000,
    report: () => undefined,
  });
  const orchestrated = new OrchestratedCheckout({ engine, doors: shop.doors, clock, newId, priceList: 'retail' });
  return {
    shop,
    checkout: orchestrated,
    sagas: engine.view(),
    start: () => engine.start(),
    untilEnded: async (orderId) => {
      await orchestrated.ended(orderId, 5_000);
    },
    stop: () => engine.stop(),
  };
}
