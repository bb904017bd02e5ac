import { randomBytes } from 'node:crypto';
import { Gauge, type Registry } from 'prom-client';
import { sale } from '../../modules/sale/contract.ts';
import { repeat } from '../../platform/lifecycle/repeat.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import type { Broker } from '../../platform/messaging/broker.ts';
import { consumerLags } from '../../platform/messaging/postgres-depths.ts';
import { SignedTokens } from '../../platform/tokens/signed-tokens.ts';
import { type Checkout, OrderWithdrawn } from '../../processes/checkout/door.ts';
import {
  beginSaleCheckouts,
  giveBackToGate,
  returnUnitsOfCancelled,
  type SaleCheckout,
  saleCheckoutConsumer,
} from '../../processes/sale/begin-sale-checkouts.ts';
import type { Sales, WaitingRooms } from '../../processes/sale/door.ts';
import { GateKeeper, type GateKeeperOptions } from '../../processes/sale/gate-keeper.ts';
import { RecentSales } from '../../processes/sale/recent-sales.ts';
import { SaleDesk } from '../../processes/sale/sale-desk.ts';
import { SaleQueue } from '../../processes/sale/sale-queue.ts';
import { tendSales } from '../../processes/sale/tend-sales.ts';
import { UnderWay } from '../../processes/sale/under-way.ts';
import { TicketedRooms } from '../../processes/sale/waiting-rooms.ts';
import type { EdgeParts } from './edge.ts';
import type { Guards } from './guards.ts';
import { BROKER_SCHEMA } from './migrations.ts';

// Flash sales on this host: what stands before them, and the queue behind them.

const TEND_MS = 1_000;
/** Checkouts of sales that run at once: enough to keep a host and its database busy, few enough to leave room for a crowd. */
const MOST_UNDER_WAY = 256;
/**
 * One that takes longer, because something does not answer, keeps no other from its turn. A delivery has orders for two such
 * rounds, and has to be over within the 30 s that a transaction may wait for its host.
 */
const LONGEST_UNDER_WAY_MS = 5_000;

export interface RunningSales {
  readonly sales: Sales;
  readonly waitingRooms: WaitingRooms;
  /** Starts their clock, once the doors answer. */
  start(): void;
}

/** Creates the sales and subscribes their queue; before the broker starts. */
export function createSales(
  parts: EdgeParts,
  { gate, limiter }: Guards,
  checkout: Checkout,
  broker: Broker,
): RunningSales {
  const { doors, log, registry, closers } = parts;
  const recent = new RecentSales(doors, systemClock);
  const queue = new SaleQueue(systemClock);
  const underWay = new UnderWay(MOST_UNDER_WAY);
  const report = (message: string, error?: Error): void => log.warn(error === undefined ? {} : { err: error }, message);
  const { onDrift } = watchSales(registry, queue);
  const keeper = new GateKeeper({ gate, doors, clock: systemClock, recent, report, onDrift });
  const perSecond = (): number => queue.admissionsPerSecond();
  const tickets = sharedTickets(parts);
  const waitingRooms = new TicketedRooms({ doors, clock: systemClock, recent, limiter, tickets, perSecond });
  const desk = new SaleDesk({
    doors,
    clock: systemClock,
    gate,
    keeper,
    recent,
    limiter,
    estimatedWaitMs: () => queue.estimatedWaitMs(),
    refusedByRoom: (order) => waitingRooms.refusal(order),
    newDrawSeed: () => randomBytes(32).toString('hex'),
    report,
  });
  broker.subscribe(
    beginSaleCheckouts({
      doors,
      begin: (order, context) =>
        underWay.begin(
          () => begin(checkout, order, context.traceId),
          (isPlaced) => (isPlaced ? checkout.ended(order.orderId, LONGEST_UNDER_WAY_MS) : Promise.resolve()),
        ),
      onBegun: (orders) => queue.served(orders),
    }),
  );
  broker.subscribe(returnUnitsOfCancelled(doors));
  broker.subscribe(giveBackToGate({ gate, unitsReturned: (saleId) => desk.unitsReturned(saleId), report }));
  const tend = async (): Promise<void> => {
    queue.counted(await waitingIn(parts));
    await tendSales({ doors, clock: systemClock, gate, keeper, perSecond, report });
  };
  return {
    sales: counting(desk, queue),
    waitingRooms,
    start: () => {
      const stop = repeat(systemClock, TEND_MS, tend, (error) => report('sales could not be tended', error));
      closers.add('clock of the sales', stop);
    },
  };
}

/** Signed by the configured secret; else by the one that the first host of the shop has made up. */
function sharedTickets({ config, doors }: EdgeParts): () => Promise<SignedTokens> {
  const { ticketSecret } = config;
  let shared: Promise<SignedTokens> | undefined;
  const keep = async (): Promise<SignedTokens> => {
    if (ticketSecret !== undefined) return new SignedTokens(ticketSecret);
    const { secret } = await doors.call(sale.keepTicketSecret({ secret: randomBytes(32).toString('hex') }));
    return new SignedTokens(secret);
  };
  return () => {
    shared ??= keep();
    // A failure is not kept: whoever asks next asks anew.
    shared.catch(() => {
      shared = undefined;
    });
    return shared;
  };
}

/** An order that is queued waits from this instant on, whatever was counted before. */
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

async function waitingIn({ databases }: EdgeParts): Promise<number> {
  const lags = await consumerLags(databases.poolOf(BROKER_SCHEMA), BROKER_SCHEMA);
  return lags.find(({ consumer }) => consumer === saleCheckoutConsumer.consumer)?.messages ?? 0;
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

function watchSales(registry: Registry, queue: SaleQueue): Pick<Required<GateKeeperOptions>, 'onDrift'> {
  new Gauge({
    name: 'holdfast_sale_queue_orders',
    help: 'Orders of sales that have their units and wait for their checkout.',
    registers: [registry],
    collect() {
      this.set(queue.waiting);
    },
  });
  const drift = new Gauge({
    name: 'holdfast_gate_drift_units',
    help: 'Units that the gate promises beyond the ledger (above 0) or short of it (below 0), by sale.',
    labelNames: ['sale'],
    registers: [registry],
  });
  return {
    onDrift: (saleId, units) =>
      units === undefined ? drift.remove({ sale: saleId }) : drift.set({ sale: saleId }, units),
  };
}
