import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { createGateway } from '../../gateway/create-gateway.ts';
import { StoredIdempotency } from '../../platform/idempotency/stored-idempotency.ts';
import type { Closers } from '../../platform/lifecycle/closers.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { repeat } from '../../platform/lifecycle/repeat.ts';
import { SparseLog } from '../../platform/lifecycle/sparse-log.ts';
import type { Broker } from '../../platform/messaging/broker.ts';
import { StoredOperatorLog } from '../../platform/operators/stored-operator-log.ts';
import type { Projections } from '../../platform/projections/projections.ts';
import type { RateLimiter } from '../../platform/ratelimit/rate-limiter.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { SagaEngine } from '../../platform/saga/saga-engine.ts';
import type { SagaEngineOptions } from '../../platform/saga/saga-engine-options.ts';
import type { Sagas } from '../../platform/saga/saga-view.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { StoreUnavailable } from '../../platform/store/store.ts';
import { beginCancellations } from '../../processes/cancellation/begin-cancellations.ts';
import { cancellationReason } from '../../processes/checkout/cancellation-reason.ts';
import type { ChoreographedCheckout } from '../../processes/checkout/choreographed/choreographed-checkout.ts';
import type { Checkout } from '../../processes/checkout/door.ts';
import { OrchestratedCheckout } from '../../processes/checkout/orchestrated-checkout.ts';
import type { Sales, WaitingRooms } from '../../processes/sale/door.ts';
import { createAudit } from '../../views/audit/create-audit.ts';
import { rememberedAudit } from '../../views/audit/remembered-audit.ts';
import { orderList } from '../../views/orders/order-list.ts';
import { stockList } from '../../views/stock/stock-list.ts';
import { walletSums } from '../../views/wallets/wallet-sums.ts';
import type { HostConfig } from './config.ts';
import type { Databases } from './databases.ts';
import { messageFlow } from './message-flow.ts';
import { keepDeadLetters, keepInboxes, messageAudit } from './messaging.ts';
import type { HostMetrics } from './metrics.ts';
import { CHECKOUT_SCHEMA, GATEWAY_SCHEMA, PROCESS_SCHEMA } from './migrations.ts';
import { BUILT_PAGES, readPages } from './pages.ts';
import { readiness } from './readiness.ts';
import { SAGAS } from './sagas.ts';
import { shownViews } from './shown-views.ts';
import { asyncApi } from './topics.ts';

// The processes and the HTTP edge of a host. They are served together: an answer to a shopper waits for a saga.

/** Price list that shoppers buy from. */
export const PRICE_LIST = 'retail';
const IDEMPOTENCY_SWEEP_MS = 60_000;
/** While the database is away every saga says so, every second: one line in this time will do. */
const OUTAGE_LINE_MS = 5_000;

export interface EdgeParts {
  readonly config: HostConfig;
  readonly databases: Databases;
  readonly doors: Doors;
  readonly projections: Projections;
  readonly log: Logger;
  readonly registry: Registry;
  readonly metrics: HostMetrics;
  readonly closers: Closers;
  /** Schemas of the modules that run here. */
  readonly modules: readonly string[];
}

/** Creates the saga engine and subscribes the processes; `start` it once the doors answer. */
export function createEngine(parts: EdgeParts, broker: Broker): SagaEngine {
  const { databases, doors, log, metrics } = parts;
  const { clock } = databases;
  const store = new PostgresStore(databases.storePoolOf(PROCESS_SCHEMA), PROCESS_SCHEMA);
  const outages = new SparseLog(clock, OUTAGE_LINE_MS);
  const engine = new SagaEngine({
    store,
    doors,
    clock,
    newId,
    random: Math.random,
    definitions: SAGAS,
    alone: databases.embedded,
    report: (message, error) => {
      if (!(error instanceof StoreUnavailable)) log.warn({ err: error }, message);
      else outages.note('engine', (unsaid) => log.warn({ cause: error.message, unsaid }, message));
    },
    onEnd: sagaEnded(parts),
    onLate: (definition, sagaId, ageMs) =>
      log.error({ definition, sagaId, ageMs }, 'a saga is past its deadline and its pivot: it goes on'),
  });
  metrics.watchEngine(engine);
  broker.subscribe(beginCancellations(store, engine, clock));
  return engine;
}

/** Counts the end of a saga, and calls for a person where one is parked. */
export function sagaEnded({ metrics, log }: EdgeParts): NonNullable<SagaEngineOptions['onEnd']> {
  return (definition, status, durationMs, failure) => {
    metrics.sagaEnded(definition, status, durationMs);
    if (status === 'compensated' && failure !== undefined) metrics.refused(cancellationReason(failure));
    if (status === 'parked') log.error({ definition }, 'a saga is parked: see GET /sagas?status=parked');
  };
}

/** The checkout that new orders take. */
export function checkoutOf(
  { config, databases, doors }: EdgeParts,
  engine: SagaEngine,
  choreographed: ChoreographedCheckout,
): Checkout {
  if (config.checkout === 'choreographed') return choreographed;
  return new OrchestratedCheckout({ engine, doors, clock: databases.clock, newId, priceList: PRICE_LIST });
}

/** What HTTP is answered from. */
export interface Processes {
  readonly sagas: Sagas;
  readonly checkout: Checkout;
  readonly sales: Sales;
  readonly waitingRooms: WaitingRooms;
}

/** Listens for HTTP. Answers the address. */
export async function startGateway(parts: EdgeParts, limiter: RateLimiter, processes: Processes): Promise<string> {
  const { config, databases, doors, projections, log, registry, closers } = parts;
  const { sagas, checkout, sales, waitingRooms } = processes;
  const { clock } = databases;
  const store = new PostgresStore(databases.storePoolOf(GATEWAY_SCHEMA), GATEWAY_SCHEMA);
  const idempotency = new StoredIdempotency({
    store,
    clock,
    newId,
    // On the embedded server this host is alone: whoever else holds a claim is gone.
    ...(databases.embedded ? { ownerIsAlive: () => false } : {}),
  });
  const sweep = repeat(
    clock,
    IDEMPOTENCY_SWEEP_MS,
    async () => {
      await idempotency.sweep(clock.nowMs());
    },
    (error) => log.warn({ err: error }, 'old idempotency keys could not be removed; it is tried again'),
  );
  closers.add('sweep of idempotency keys', sweep);
  closers.add('idempotency keys', () => idempotency.drained());
  keepInboxes(
    [PROCESS_SCHEMA, CHECKOUT_SCHEMA].map((schema) => new PostgresStore(databases.storePoolOf(schema), schema)),
    clock,
    log,
    closers,
  );
  const gateway = await createGateway({
    doors,
    checkout,
    sagas,
    sales,
    waitingRooms,
    asyncApi: asyncApi(),
    operatorLog: new StoredOperatorLog(store, clock),
    deadLetters: keepDeadLetters(databases, log, closers),
    idempotency,
    messageFlow: messageFlow(databases, parts.modules),
    audit: rememberedAudit({
      audit: createAudit({
        doors,
        sagas,
        clock,
        messages: messageAudit(databases, parts.modules),
        views: shownViews(projections),
      }),
      store,
      clock,
      newId,
      onLost: (error) => log.warn({ err: error }, 'what an audit found could not be kept'),
    }),
    views: {
      orders: orderList(projections),
      stock: stockList(projections),
      wallets: walletSums(projections),
      projections,
    },
    clock,
    newId,
    logger: log,
    registry,
    readiness: () => readiness(databases, new Set(config.remoteUrls.keys()), doors),
    pages: await readPages(BUILT_PAGES),
    clientLimit: config.rateLimit && { limiter, limit: config.rateLimit },
    options: { priceList: PRICE_LIST, answerWithinMs: config.answerWithinMs },
  });
  closers.add('gateway', () => gateway.close());
  return gateway.listen({ host: config.host, port: config.port });
}
