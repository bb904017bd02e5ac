import type { Clock } from '../../platform/kernel/clock.ts';
import { repeat } from '../../platform/lifecycle/repeat.ts';
import type { Broker, Consumer, Subscription } from '../../platform/messaging/broker.ts';
import { LocalRateLimiter } from '../../platform/ratelimit/local-rate-limiter.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { type Checkout, OrderWithdrawn } from '../../processes/checkout/door.ts';
import {
  beginSaleCheckouts,
  giveBackToGate,
  returnUnitsOfCancelled,
  type SaleCheckout,
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
    refusedByRoom: async () => undefined,
    newDrawSeed: () => '',
    report,
  });
  const subscribe = (subscription: Subscription): void =>
    broker.subscribe(plant.subscription?.(subscription) ?? subscription);
  subscribe(
    beginSaleCheckouts({
      doors,
      begin: (order, context) => begin(checkout, order, context.traceId),
      onBegun: (orders) => queue.served(orders),
    }),
  );
  subscribe(returnUnitsOfCancelled(doors));
  subscribe(giveBackToGate({ gate, unitsReturned: (saleId) => desk.unitsReturned(saleId), report }));
  const tend = async (): Promise<void> => {
    queue.counted(queues.depth(saleCheckoutConsumer.consumer));
    await tendSales({ doors, clock, gate, keeper, perSecond: () => queue.admissionsPerSecond(), report });
  };
  const sales = counting(desk, queue);
  return {
    sales: plant.sales?.(sales) ?? sales,
    start: () => {
      repeat(clock, TEND_MS, tend, (error) => report('sales could not be tended', error));
    },
  };
}

/** An order that is queued waits from this instant on. */
function counting(desk: SaleDesk, queue: SaleQueue): Sales {
  return {
    schedule: (...all) => desk.schedule(...all),
    steer: (...all) => desk.steer(...all),
    get: (saleId) => desk.get(saleId),
    getAll: (saleIds) => desk.getAll(saleIds),
    current: (limit) => desk.current(limit),
    progress: (saleId) => desk.progress(saleId),
    list: (...all) => desk.list(...all),
    queued: (orderIds) => desk.queued(orderIds),
    order: async (order, context) => {
      const answer = await desk.order(order, context);
      if (answer.outcome.kind === 'queued') queue.joined();
      return answer;
    },
  };
}

/** Begins the checkout of a queued order. Resolves false when the order was withdrawn and will never be. */
async function begin(checkout: Checkout, order: SaleCheckout, traceId: string | undefined): Promise<boolean> {
  const { orderId, customerId, saleId, currency, line } = order;
  const request = {
    orderId,
    customerId,
    currency,
    totalMinor: line.unitPriceMinor * line.quantity,
    paymentMethod: 'card' as const,
    lines: [{ ...line, agreed: true, stocked: true }],
    setAsideId: saleId,
  };
  try {
    await checkout.begin(request, traceId === undefined ? {} : { traceId });
    return true;
  } catch (error) {
    if (error instanceof OrderWithdrawn) return false;
    throw error;
  }
}
