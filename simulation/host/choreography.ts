import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { Broker, Subscription } from '../../platform/messaging/broker.ts';
import { recordEvents } from '../../platform/messaging/outbox.ts';
import { OutboxRelay } from '../../platform/messaging/outbox-relay.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Store } from '../../platform/store/store.ts';
import { ChoreographedCheckout } from '../../processes/checkout/choreographed/choreographed-checkout.ts';
import { CHECKOUT_SOURCE } from '../../processes/checkout/choreographed/events.ts';
import { POLL_MS } from './host-clock.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import type { SimulatedHost } from './simulated-host.ts';

// The choreographed checkout of one host, composed as apps/host/choreography.ts does it.

export const CHECKOUT_SCHEMA = 'checkout';

export interface ChoreographyParts {
  readonly store: Store;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly broker: Broker;
  readonly priceList: string;
}

export interface SimulatedChoreography {
  readonly checkout: ChoreographedCheckout;
  readonly relay: OutboxRelay;
}

export function createChoreography(
  world: HostSurroundings,
  host: SimulatedHost,
  { store, doors, clock, newId, broker, priceList }: ChoreographyParts,
): SimulatedChoreography {
  const relay = new OutboxRelay({
    queue: world.outboxOf(CHECKOUT_SCHEMA).connect(host),
    source: CHECKOUT_SOURCE,
    broker,
    clock,
    pollMs: POLL_MS,
    onFailure: (error) => world.scheduler.note(`${host.name}: relay of checkouts: ${error.message}`),
  });
  const checkout = new ChoreographedCheckout({
    store,
    doors,
    clock,
    record: recordEvents(newId),
    recorded: () => relay.wake(),
    priceList,
    report: (message, error) => world.scheduler.note(`${host.name}: ${message}: ${error.message}`),
  });
  const planted = (subscription: Subscription): Subscription =>
    world.plant.subscription?.(subscription) ?? subscription;
  for (const subscription of checkout.subscriptions()) broker.subscribe(planted(subscription));
  return { checkout, relay };
}
