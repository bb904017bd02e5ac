import type { Clock } from '../../platform/kernel/clock.ts';
import { repeat } from '../../platform/lifecycle/repeat.ts';
import type { Broker, Consumer, Subscription } from '../../platform/messaging/broker.ts';
import { LocalRateLimiter } from '../../platform/ratelimit/local-rate-limiter.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { beginUnlessWithdrawn } from '../../processes/checkout/begin-unless-withdrawn.ts';
import type { Checkout } from '../../processes/checkout/door.ts';
import {
  beginSaleCheckouts,
  giveBackToGate,
  returnUnitsOfCancelled,
  saleCancellationConsumer,
  saleCheckoutConsumer,
  saleReturnConsumer,
} from '../../processes/sale/begin-sale-checkouts.ts';
import type { Sales } from '../../processes/sale/door.ts';
import { GateKeeper } from '../../processes/sale/gate-keeper.ts';
import { RecentSales } from '../../processes/sale/recent-sales.ts';
import { SaleDesk } from '../../processes/sale/sale-desk.ts';
import { SaleQueue } from '../../processes/sale/sale-queue.ts';
import { tendSales } from '../../processes/sale/tend-sales.ts';
import type { SimulatedSale } from '../sale/simulated-sale.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import type { SimulatedHost } from './simulated-host.ts';

// Flash sales of one host, composed as apps/host/sales.ts does it. Without waiting rooms: everybody may order at once.

const TEND_MS = 1_000;

export const SALE_CONSUMERS: readonly Consumer[] = [saleCheckoutConsumer, saleCancellationConsumer, saleReturnConsumer];

export interface SaleParts {
  readonly sale: SimulatedSale;
  readonly doors: Doors;
  readonly clock: Clock;
  readonly checkout: Checkout;
  readonly broker: Broker;
}

export interface RunningSales {
  readonly sales: Sales;
  start(): void;
}

export function createSales(
  world: HostSurroundings,
  host: SimulatedHost,
  { sale, doors, clock, checkout, broker }: SaleParts,
): RunningSales {
  const { plant, scheduler, queues } = world;
  const report = (message: string, error?: Error): void =>
    scheduler.note(`${host.name}: ${message}${error === undefined ? '' : `: ${error.message}`}`);
  const own = sale.gateFor(host, clock);
  const gate = plant.gate?.(own) ?? own;
  const recent = new RecentSales(doors, clock);
  const queue = new SaleQueue(clock);
  const keeping = { gate, doors, clock, recent, report };
  const keeper = plant.keeper?.(keeping) ?? new GateKeeper(keeping);
  const desk = new SaleDesk({
    doors,
    clock,
    gate,
    keeper,
    recent,
    limiter: new LocalRateLimiter(clock),
    estimatedWaitMs: () => queue.estimatedWaitMs(),
    onQueued: () => queue.joined(),
    refusedByRoom: async () => undefined,
    newDrawSeed: () => '',
    report,
  });
  const subscribe = (subscription: Subscription): void =>
    broker.subscribe(plant.subscription?.(subscription) ?? subscription);
  subscribe(
    beginSaleCheckouts({
      doors,
      clock,
      begin: (order, context) => beginUnlessWithdrawn(checkout, order, context),
      onBegun: (orders) => queue.served(orders),
    }),
  );
  subscribe(returnUnitsOfCancelled(doors, clock));
  subscribe(giveBackToGate({ keeper, unitsReturned: (saleId) => desk.unitsReturned(saleId) }));
  const tend = async (): Promise<void> => {
    queue.counted(queues.depth(saleCheckoutConsumer.consumer));
    await tendSales({ doors, clock, gate, keeper, perSecond: () => queue.admissionsPerSecond(), report });
  };
  return {
    sales: plant.sales?.(desk) ?? desk,
    start: () => {
      repeat(clock, TEND_MS, tend, (error) => report('sales could not be tended', error));
    },
  };
}
