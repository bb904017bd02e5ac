import { newId } from '../../platform/lifecycle/new-id.ts';
import type { Broker } from '../../platform/messaging/broker.ts';
import { recordEvents } from '../../platform/messaging/outbox.ts';
import type { OutboxRelay } from '../../platform/messaging/outbox-relay.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { ChoreographedCheckout } from '../../processes/checkout/choreographed/choreographed-checkout.ts';
import { CHECKOUT_SOURCE } from '../../processes/checkout/choreographed/events.ts';
import { type EdgeParts, PRICE_LIST, sagaEnded } from './edge.ts';
import { createRelay } from './messaging.ts';
import { CHECKOUT_SCHEMA } from './migrations.ts';

export interface Choreography {
  readonly checkout: ChoreographedCheckout;
  /** Carries what the contexts tell each other. */
  readonly relay: OutboxRelay;
}

/**
 * Creates the choreographed checkout and subscribes its contexts. They run whichever checkout new orders take, so that
 * those that began by it come to their end.
 */
export function createChoreography(parts: EdgeParts, broker: Broker): Choreography {
  const { databases, doors, log, metrics } = parts;
  const relay = createRelay(databases, CHECKOUT_SCHEMA, CHECKOUT_SOURCE, broker, log);
  const checkout = new ChoreographedCheckout({
    store: new PostgresStore(databases.storePoolOf(CHECKOUT_SCHEMA), CHECKOUT_SCHEMA),
    doors,
    clock: databases.clock,
    record: recordEvents(newId),
    recorded: () => relay.wake(),
    priceList: PRICE_LIST,
    report: (message, error) => log.warn({ err: error }, message),
    onEnd: sagaEnded(parts),
  });
  metrics.watchCheckouts(checkout);
  for (const subscription of checkout.subscriptions()) broker.subscribe(subscription);
  return { checkout, relay };
}
