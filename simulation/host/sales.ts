import type { Clock } from '../../platform/kernel/clock.ts';
import { repeat } from '../../platform/lifecycle/repeat.ts';
import type { Broker, Consumer, Subscription } from '../../platform/messaging/broker.ts';
import { LocalRateLimiter } from '../../platform/ratelimit/local-rate-limiter.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { TokenHolder } from '../../platform/tokens/signed-tokens.ts';
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
import type { Sales, WaitingRooms } from '../../processes/sale/door.ts';
import { GateKeeper } from '../../processes/sale/gate-keeper.ts';
import { RecentSales } from '../../processes/sale/recent-sales.ts';
import { SaleDesk } from '../../processes/sale/sale-desk.ts';
import { SaleQueue } from '../../processes/sale/sale-queue.ts';
import { tendSales } from '../../processes/sale/tend-sales.ts';
import { UnderWay } from '../../processes/sale/under-way.ts';
import { TicketedRooms } from '../../processes/sale/waiting-rooms.ts';
import type { SimulatedSale } from '../sale/simulated-sale.ts';
import type { Generator } from '../world/generator.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import type { SimulatedHost } from './simulated-host.ts';

// Flash sales of one host, composed as apps/host/sales.ts does it.

const TEND_MS = 1_000;
const LONGEST_UNDER_WAY_MS = 5_000;

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
  readonly waitingRooms: WaitingRooms;
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
  const limiter = new LocalRateLimiter(clock);
  const perSecond = (): number => queue.admissionsPerSecond();
  const tickets = async (): Promise<typeof OPEN_TICKETS> => OPEN_TICKETS;
  const waitingRooms = new TicketedRooms({ doors, clock, recent, limiter, tickets, perSecond });
  const underWay = new UnderWay(sale.plan.mostUnderWay);
  const desk = new SaleDesk({
    doors,
    clock,
    gate,
    keeper,
    recent,
    limiter,
    estimatedWaitMs: () => queue.estimatedWaitMs(),
    onQueued: () => queue.joined(),
    refusedByRoom: (order) => waitingRooms.refusal(order),
    newDrawSeed: () => drawSeedFrom(world.generator),
    report,
  });
  const subscribe = (subscription: Subscription): void =>
    broker.subscribe(plant.subscription?.(subscription) ?? subscription);
  subscribe(
    beginSaleCheckouts({
      doors,
      clock,
      begin: (order, context) =>
        underWay.begin(
          () => beginUnlessWithdrawn(checkout, order, context),
          (isPlaced) => (isPlaced ? checkout.ended(order.orderId, LONGEST_UNDER_WAY_MS) : Promise.resolve()),
        ),
      onBegun: (orders) => queue.served(orders),
    }),
  );
  subscribe(returnUnitsOfCancelled(doors, clock));
  subscribe(giveBackToGate({ keeper, unitsReturned: (saleId) => desk.unitsReturned(saleId) }));
  const tend = async (): Promise<void> => {
    queue.counted(queues.depth(saleCheckoutConsumer.consumer));
    await tendSales({ doors, clock, gate, keeper, perSecond, report });
  };
  return {
    sales: plant.sales?.(desk) ?? desk,
    waitingRooms,
    start: () => {
      repeat(clock, TEND_MS, tend, (error) => report('sales could not be tended', error));
    },
  };
}

/** Signatures are computed outside of the world, in no order that a seed decides: here a ticket says in plain words whose it is. */
const OPEN_TICKETS = {
  sign: async (holder: TokenHolder): Promise<string> => JSON.stringify(holder),
  read: async (ticket: string, audience: string): Promise<TokenHolder | undefined> => {
    const holder = JSON.parse(ticket) as TokenHolder;
    return holder.audience === audience ? holder : undefined;
  },
};

/** 64 hexadecimal digits. */
function drawSeedFrom(generator: Generator): string {
  return Array.from({ length: 8 }, () => generator.bits().toString(16).padStart(8, '0')).join('');
}
