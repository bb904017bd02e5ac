import { catalogModule } from '../../modules/catalog/module.ts';
import { customerModule } from '../../modules/customer/module.ts';
import { inventoryModule } from '../../modules/inventory/module.ts';
import { orderModule } from '../../modules/order/module.ts';
import { paymentModule, sandboxProvider } from '../../modules/payment/module.ts';
import { pricingModule } from '../../modules/pricing/module.ts';
import { promotionModule } from '../../modules/promotion/module.ts';
import { saleModule } from '../../modules/sale/module.ts';
import { walletModule } from '../../modules/wallet/module.ts';
import { StoredIdempotency } from '../../platform/idempotency/stored-idempotency.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import type { Broker, Consumer } from '../../platform/messaging/broker.ts';
import { toEnvelope } from '../../platform/messaging/envelope.ts';
import { recordEvents } from '../../platform/messaging/outbox.ts';
import { OutboxRelay } from '../../platform/messaging/outbox-relay.ts';
import { QueueBroker } from '../../platform/messaging/queue-broker.ts';
import { doorsOf, LocalModule, type ModuleResources } from '../../platform/rpc/local-module.ts';
import type { Module } from '../../platform/rpc/module.ts';
import { SagaEngine } from '../../platform/saga/saga-engine.ts';
import type { Store } from '../../platform/store/store.ts';
import { beginCancellations, cancellationConsumer } from '../../processes/cancellation/begin-cancellations.ts';
import { cancellation } from '../../processes/cancellation/cancellation.saga.ts';
import { checkout } from '../../processes/checkout/checkout.saga.ts';
import { CHOREOGRAPHY_CONSUMERS } from '../../processes/checkout/choreographed/participants.ts';
import { OrchestratedCheckout } from '../../processes/checkout/orchestrated-checkout.ts';
import { SimulatedQueues } from '../messages/simulated-queues.ts';
import type { CheckoutKind } from '../world/checkout-kind.ts';
import { CHECKOUT_SCHEMA, createChoreography, type SimulatedChoreography } from './choreography.ts';
import { Edge } from './edge.ts';
import { faultyProvider } from './faulty-provider.ts';
import { hostClock, hostIds, POLL_MS } from './host-clock.ts';
import type { HostSurroundings } from './host-surroundings.ts';
import { networkDoors } from './network.ts';
import { createSales, SALE_CONSUMERS } from './sales.ts';
import type { HostParts, SimulatedHost } from './simulated-host.ts';

// The object graph of one host, as apps/host composes it, on what the world gives: nothing here asks the real machine.

export const PRICE_LIST = 'retail';
const SWEEP_MS = 5_000;

/** Everybody who consumes events and marks them in an inbox. */
export function consumersWith(checkoutKind: CheckoutKind): readonly Consumer[] {
  return checkoutKind === 'choreographed' ? [cancellationConsumer, ...CHOREOGRAPHY_CONSUMERS] : [cancellationConsumer];
}

/** Types of the modules' events that somebody consumes. */
function consumedTypes({ sale }: HostSurroundings): ReadonlySet<string> {
  const consumers = sale === undefined ? [cancellationConsumer] : [cancellationConsumer, ...SALE_CONSUMERS];
  return new Set(consumers.flatMap(({ events }) => events.map(({ type }) => type)));
}

export function buildHost(world: HostSurroundings, host: SimulatedHost): HostParts {
  const { generator, scheduler, plant } = world;
  const clock = hostClock(scheduler, host);
  const newId = hostIds(clock, generator);
  const storeOf = (schema: string): Store => {
    const store = world.databaseOf(schema, host).connect(host);
    return plant.store?.(schema, store) ?? store;
  };
  const broker = new QueueBroker({
    queues: new SimulatedQueues(host.broker, world, host),
    clock,
    pollMs: POLL_MS,
    onFailure: (consumer, error) => scheduler.note(`${host.name}: ${consumer}: ${error.message}`),
    onDeadLetter: ({ consumer, cause }) => scheduler.note(`${host.name}: a dead letter of ${consumer}: ${cause}`),
  });
  const relays: OutboxRelay[] = [];
  const types = consumedTypes(world);
  const locals = modulesOf(world, clock, storeOf).map((module) => {
    const relay = new OutboxRelay({
      queue: world.outboxOf(module.name).connect(host),
      source: module.contract.service,
      broker,
      clock,
      pollMs: POLL_MS,
      onFailure: (error) => scheduler.note(`${host.name}: relay of ${module.name}: ${error.message}`),
    });
    const isHeard = module.contract.events.some(({ type }) => types.has(type));
    if (isHeard && !plant.server?.noRelay) relays.push(relay);
    return localModule(world, module, { clock, store: storeOf(module.name), newId, relay, broker, types });
  });
  const own = doorsOf(locals);
  const local = plant.local?.(own) ?? own;
  const network = networkDoors(world, host);
  const doors = plant.doors?.(network) ?? network;
  const engine = new SagaEngine({
    store: storeOf('process'),
    doors,
    clock,
    newId,
    random: () => generator.fraction(),
    definitions: [plant.saga?.(checkout) ?? checkout, plant.saga?.(cancellation) ?? cancellation],
    report: (message, error) => scheduler.note(`${host.name}: ${message}: ${error.message}`),
  });
  broker.subscribe(beginCancellations(storeOf('process'), engine, clock));
  const priceList = PRICE_LIST;
  const orchestrated = new OrchestratedCheckout({ engine, doors, clock, newId, priceList });
  let choreography: SimulatedChoreography | undefined;
  if (world.checkoutKind === 'choreographed') {
    const store = storeOf(CHECKOUT_SCHEMA);
    choreography = createChoreography(world, host, { store, doors, clock, newId, broker, priceList });
    relays.push(choreography.relay);
  }
  const taken = choreography?.checkout ?? orchestrated;
  const faced = plant.checkout?.(taken) ?? taken;
  const running = world.sale && createSales(world, host, { sale: world.sale, doors, clock, checkout: faced, broker });
  const stored = new StoredIdempotency({ store: storeOf('gateway'), clock, newId });
  const edge = new Edge({
    doors,
    checkout: faced,
    idempotency: plant.idempotency?.(stored) ?? stored,
    clock,
    newId,
    sales: running?.sales,
    waitingRooms: running?.waitingRooms,
    saleOrdered: (key, orderId) => world.sale?.witness.ordered(key, orderId),
  });
  return {
    local,
    edge,
    sales: running?.sales,
    async start() {
      for (const module of locals) {
        module.startTasks(doors, (task, error) => scheduler.note(`${host.name}: ${task} failed: ${error.message}`));
      }
      await broker.start();
      for (const relay of relays) relay.start();
      await engine.start();
      choreography?.checkout.start();
      running?.start();
    },
  };
}

function modulesOf(world: HostSurroundings, clock: Clock, storeOf: (schema: string) => Store): Module[] {
  const { generator, plant } = world;
  const sandbox = sandboxProvider({ store: storeOf('payment'), clock, random: () => generator.fraction() });
  const provider = faultyProvider(world, clock, plant.provider?.(sandbox) ?? sandbox);
  const modules = [
    catalogModule(),
    pricingModule(),
    promotionModule(),
    walletModule(),
    inventoryModule({ sweepEveryMs: SWEEP_MS }),
    orderModule(),
    paymentModule({ provider }),
    customerModule({ openRegistration: true }),
    ...(world.sale === undefined ? [] : [saleModule()]),
  ];
  return modules.map((module) => plant.module?.(module) ?? module);
}

interface ModuleParts {
  readonly clock: Clock;
  readonly store: Store;
  readonly newId: NewId;
  readonly relay: OutboxRelay;
  readonly broker: Broker;
  /** Of the events that somebody consumes. */
  readonly types: ReadonlySet<string>;
}

function localModule(
  world: HostSurroundings,
  module: Module,
  { clock, store, newId, relay, broker, types }: ModuleParts,
): LocalModule {
  const { publishesByItself } = world.plant.server ?? {};
  const { committed } = world.databaseOf(module.name);
  return new LocalModule(module, {
    store,
    clock,
    reader: {
      query: () => Promise.reject(new Error(`${module.name} was asked for SQL`)),
      memory: (table) => committed.rows(table),
    },
    record: publishesByItself ? publishing(module, newId, broker, types) : recordEvents(newId, { types }),
    recorded: () => relay.wake(),
  });
}

/** A planted bug: what is told may not have happened, and what has happened may not be told. */
function publishing(
  { contract }: Module,
  newId: NewId,
  broker: Broker,
  types: ReadonlySet<string>,
): ModuleResources['record'] {
  return (_transaction, events) => {
    const wanted = events.filter(({ emit }) => types.has(emit.type));
    const envelopes = wanted.map(({ emit, ...event }) =>
      toEnvelope(contract.service, { ...event, id: newId(), type: emit.type }),
    );
    broker.publish(envelopes).catch(() => undefined);
    return false;
  };
}
