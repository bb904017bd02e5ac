import { randomBytes } from 'node:crypto';
import { Gauge, type Registry } from 'prom-client';
import { sale } from '../../modules/sale/contract.ts';
import { repeat } from '../../platform/lifecycle/repeat.ts';
import type { Broker } from '../../platform/messaging/broker.ts';
import { type ConsumerLag, consumerLags } from '../../platform/messaging/postgres-depths.ts';
import { SignedTokens } from '../../platform/tokens/signed-tokens.ts';
import { beginUnlessWithdrawn } from '../../processes/checkout/begin-unless-withdrawn.ts';
import type { Checkout } from '../../processes/checkout/door.ts';
import {
  beginSaleCheckouts,
  giveBackToGate,
  returnUnitsOfCancelled,
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
  const { databases, doors, log, registry, closers } = parts;
  const { clock } = databases;
  const recent = new RecentSales(doors, clock);
  const queue = new SaleQueue(clock);
  const underWay = new UnderWay(MOST_UNDER_WAY);
  const report = (message: string, error?: Error): void => log.warn(error === undefined ? {} : { err: error }, message);
  const { onDrift } = watchSales(registry, queue);
  const keeper = new GateKeeper({ gate, doors, clock, recent, report, onDrift });
  const perSecond = (): number => queue.admissionsPerSecond();
  const tickets = sharedTickets(parts);
  const waitingRooms = new TicketedRooms({ doors, clock, recent, limiter, tickets, perSecond });
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
    newDrawSeed: () => randomBytes(32).toString('hex'),
    report,
  });
  broker.subscribe(
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
  broker.subscribe(returnUnitsOfCancelled(doors, clock));
  broker.subscribe(giveBackToGate({ keeper, unitsReturned: (saleId) => desk.unitsReturned(saleId) }));
  const tend = async (): Promise<void> => {
    const lag = await lagOfQueue(parts);
    queue.counted(lag?.messages ?? 0, lag?.oldestMs);
    await tendSales({ doors, clock, gate, keeper, perSecond, report });
  };
  return {
    sales: desk,
    waitingRooms,
    start: () => {
      const stop = repeat(clock, TEND_MS, tend, (error) => report('sales could not be tended', error));
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

async function lagOfQueue({ databases }: EdgeParts): Promise<ConsumerLag | undefined> {
  const lags = await consumerLags(databases.poolOf(BROKER_SCHEMA), BROKER_SCHEMA);
  return lags.find(({ consumer }) => consumer === saleCheckoutConsumer.consumer);
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
