import { catalog } from '../../modules/catalog/contract.ts';
import { customer } from '../../modules/customer/contract.ts';
import { inventory } from '../../modules/inventory/contract.ts';
import { pricing } from '../../modules/pricing/contract.ts';
import { promotion } from '../../modules/promotion/contract.ts';
import { sale } from '../../modules/sale/contract.ts';
import { assert } from '../../platform/kernel/assert.ts';
import { asyncApiDocument } from '../../platform/messaging/asyncapi.ts';
import type { Consumer } from '../../platform/messaging/broker.ts';
import type { Contract } from '../../platform/rpc/contract.ts';
import { cancellationConsumer } from '../../processes/cancellation/begin-cancellations.ts';
import { choreography } from '../../processes/checkout/choreographed/events.ts';
import { CHOREOGRAPHY_CONSUMERS } from '../../processes/checkout/choreographed/participants.ts';
import {
  saleCancellationConsumer,
  saleCheckoutConsumer,
  saleReturnConsumer,
} from '../../processes/sale/begin-sale-checkouts.ts';
import { PROJECTIONS } from './projections.ts';
import { CONTRACTS } from './rooms.ts';

// Who listens to what. `topics.test.ts` holds this against the contracts and the source; the start of a host holds it
// against who has really subscribed.

/** Everybody who consumes events, wherever they run. */
export const CONSUMERS: readonly Consumer[] = [
  cancellationConsumer,
  ...CHOREOGRAPHY_CONSUMERS,
  saleCheckoutConsumer,
  saleCancellationConsumer,
  saleReturnConsumer,
];

/** Everybody who publishes: the modules, and the contexts of a choreographed checkout. */
export const PUBLISHERS: readonly Pick<Contract, 'service' | 'events'>[] = [...Object.values(CONTRACTS), choreography];

/** Views read their events from the modules' logs: nothing is delivered to them. */
export const VIEWERS: readonly Consumer[] = PROJECTIONS.map(({ name, foldings }) => ({
  consumer: `view ${name}`,
  events: [...foldings.values()].map(({ event }) => event),
}));

const STOCK_FEED = 'For stock feeds of marketplaces and warehouses.';
const FUNNEL = "For the merchant's figures of a sale: who came, who bought, what came back.";
const CRM = "For the merchant's customer relations.";

/**
 * Events that nobody inside consumes, with the reason why their contract has them. They cost nothing here: what has no
 * consumer is not recorded.
 */
export const FOR_OUTSIDERS: ReadonlyMap<string, string> = new Map([
  [catalog.ProductAdded.type, 'For search engines and marketplaces that list what is sold.'],
  [pricing.PriceSet.type, 'For marketplaces that show prices.'],
  [customer.CustomerCreated.type, CRM],
  [customer.CustomerStatusChanged.type, CRM],
  [inventory.StockConfirmed.type, STOCK_FEED],
  [inventory.StockDepleted.type, STOCK_FEED],
  [inventory.StockRestocked.type, STOCK_FEED],
  [promotion.CouponCreated.type, CRM],
  [promotion.CouponChanged.type, CRM],
  [promotion.CouponRedeemed.type, CRM],
  [promotion.CouponReleased.type, CRM],
  [sale.SaleStateChanged.type, FUNNEL],
]);

/** What is published and who listens, as AsyncAPI 3. */
export function asyncApi(): object {
  return asyncApiDocument({
    title: 'Holdfast',
    version: '1.0.0',
    description: 'Events of the shop: CloudEvents 1.0, at least once, in order for each source and subject.',
    contracts: PUBLISHERS,
    consumers: [...CONSUMERS, ...VIEWERS],
    forOutsiders: FOR_OUTSIDERS,
  });
}

/** A consumer that is not in `CONSUMERS` would wait for events that nobody records. */
export function requireKnown(registered: readonly Consumer[], known: readonly Consumer[] = CONSUMERS): void {
  const names = (consumers: readonly Consumer[]) => consumers.map(({ consumer }) => consumer).sort();
  const [there, expected] = [names(registered).join(', '), names(known).join(', ')];
  assert(there === expected, `the broker has the consumers ${there}, apps/host/topics.ts has ${expected}`);
}
