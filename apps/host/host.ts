import { type Logger, pino } from 'pino';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { Closers, NotClosedInTime } from '../../platform/lifecycle/closers.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import type { LogReader } from '../../platform/projections/event-log.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { doorsOf, type LocalModule } from '../../platform/rpc/local-module.ts';
import type { Module } from '../../platform/rpc/module.ts';
import { serveModules } from '../../platform/rpc/module-server.ts';
import { remoteModule } from '../../platform/rpc/remote-module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { allSagas } from '../../processes/checkout/all-sagas.ts';
import { createChoreography } from './choreography.ts';
import type { HostConfig } from './config.ts';
import { type Databases, openDatabases } from './databases.ts';
import { checkoutOf, createEngine, type EdgeParts, startGateway } from './edge.ts';
import { watchEventStores } from './event-store-metrics.ts';
import { createGuards } from './guards.ts';
import { hasEdge } from './has-edge.ts';
import { createBroker, createLocalModule, startDelivery } from './messaging.ts';
import { createMessagingMetrics, watchDepths } from './messaging-metrics.ts';
import { createMetrics } from './metrics.ts';
import { CHECKOUT_SCHEMA, migrateAll } from './migrations.ts';
import { createBatchMetrics, watchModules } from './module-metrics.ts';
import { prepareOnceAnswered } from './prepare-once-answered.ts';
import { createProjections, logsOf, startProjections } from './projections.ts';
import { MODULE_NAMES, type ModuleName, type RoomName } from './room-names.ts';
import { CONTRACTS, MODULES } from './rooms.ts';
import { createSales } from './sales.ts';
import { watchClock } from './shop-clock.ts';
import { CONSUMERS } from './topics.ts';

// The composition root: which rooms run in this process, on which databases, and how they reach the others. What is
// opened here is closed here, last opened first.

export interface Host {
  /** Where HTTP is answered; undefined where the gateway is not among the rooms. */
  readonly url: string | undefined;
  /** Where this process's modules are served by gRPC, if they are. */
  readonly grpcPort: number | undefined;
  readonly doors: Doors;
  /** Stops accepting, hands over what runs, closes everything. May be called again, to no effect. */
  stop(): Promise<void>;
}

export interface HostOptions {
  readonly rooms: readonly RoomName[];
  readonly serveGrpc: boolean;
  /** Told, in a line each, what takes long at a start. */
  readonly onProgress?: (message: string) => void;
  /** First-start work, such as seeding the catalogue: done before HTTP is answered. It can be run again. */
  readonly prepare?: (doors: Doors) => Promise<void>;
  /** Aborted when nobody wants the host any more: a start that is under way is then given up. */
  readonly unwanted?: AbortSignal;
}

/** The start was given up because nobody wants the host any more. */
export class StartGivenUp extends Error {
  override readonly name = 'StartGivenUp';
}

/** A start that is given up may end what it is at, such as starting the database, before it is all closed again. */
const GRACE_MS = 5_000;

/** The port for gRPC cannot be had. */
export class GrpcPortUnavailable extends Error {
  override readonly name = 'GrpcPortUnavailable';
}

export async function startHost(config: HostConfig, options: HostOptions): Promise<Host> {
  const log = pino({ level: config.logLevel });
  const closers = new Closers();
  const stop = (): Promise<void> =>
    closers.closeAll((name, error) => {
      if (error instanceof NotClosedInTime) log.warn(`${name}: ${error.message}`);
      else log.error({ err: error }, `${name} could not be closed in order`);
    });
  const opening = start(config, options, log, closers);
  try {
    return { ...(await unlessUnwanted(opening, options.unwanted)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function unlessUnwanted<T>(opening: Promise<T>, unwanted: AbortSignal | undefined): Promise<T> {
  if (unwanted === undefined) return opening;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      const givenUp = (): void => reject(new StartGivenUp('The start was given up.'));
      const cancel = systemClock.after(GRACE_MS, givenUp);
      opening.finally(cancel).then(givenUp, givenUp);
    };
    if (unwanted.aborted) giveUp();
    else unwanted.addEventListener('abort', giveUp, { once: true });
    opening.then(
      (host) => unwanted.aborted || resolve(host),
      (error) => unwanted.aborted || reject(error),
    );
  });
}

async function start(
  config: HostConfig,
  { rooms, serveGrpc, onProgress = () => undefined, prepare, unwanted }: HostOptions,
  log: Logger,
  closers: Closers,
): Promise<Omit<Host, 'stop'>> {
  const withEdge = hasEdge(rooms, config.remoteUrls);
  for (const name of config.unused) onProgress(`${name} is set, but this version does not use it.`);
  const databases = await openDatabases(config, { onProgress, unwanted }, log, closers);
  const modules = buildModules(config, rooms, databases);
  await migrateAll(databases, modules, { withProcesses: withEdge });

  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const broker = createBroker(databases, createMessagingMetrics(registry, log), log);
  const logs = logsOf(config, modules, databases);
  const projections = withEdge ? createProjections(databases, logs, log) : undefined;
  const observer = { log, batchEnded: createBatchMetrics(registry), onLogged: () => projections?.wake() };
  const built = [...modules.values()].map((module) => createLocalModule(module, databases, broker, observer));
  const locals = built.map(({ local }) => local);
  const doors = connectDoors(config, locals);
  const metrics = createMetrics(registry, locals, { clock: databases.clock, log });
  watchClock(registry, databases.clock);
  watchModules(registry, locals, log);
  watchEventStores(registry, databases, [...modules.values()], log);
  const schemas = [...locals.map(({ module }) => module.name), ...(withEdge ? [CHECKOUT_SCHEMA] : [])];
  watchDepths(registry, databases, schemas, { withConsumers: withEdge, log });

  const edge: EdgeParts | undefined = projections && {
    config,
    databases,
    doors,
    projections,
    log,
    registry,
    metrics,
    closers,
    modules: schemas,
  };
  const engine = edge && createEngine(edge, broker);
  const choreography = edge && createChoreography(edge, broker);
  const checkout = edge && engine && choreography && checkoutOf(edge, engine, choreography.checkout);
  const guards = edge && (await createGuards(edge));
  const sales = edge && guards && checkout && createSales(edge, guards, checkout, broker);
  if (!withEdge) for (const consumer of CONSUMERS) broker.declare(consumer);
  for (const local of locals) closers.add(`module ${local.module.name}`, () => local.drained());
  const relays = built.map(({ relay }) => relay);
  await startDelivery(broker, choreography === undefined ? relays : [...relays, choreography.relay], closers);
  startTasks(locals, doors, log, closers);
  const grpcPort = serveGrpc ? await startGrpc(config, locals, logs, closers) : undefined;
  if (!(edge && engine && choreography && checkout && guards && sales)) return { url: undefined, grpcPort, doors };

  await engine.start();
  closers.add('saga engine', () => engine.stop());
  startProjections(edge.projections, metrics, closers);
  choreography.checkout.start();
  closers.add('choreographed checkout', () => choreography.checkout.stop());
  if (prepare !== undefined) {
    const waitMs = config.startWaitMs;
    await prepareOnceAnswered(() => prepare(doors), {
      config,
      doors,
      clock: systemClock,
      waitMs,
      onProgress,
      unwanted,
    });
  }
  sales.start();
  const sagas = allSagas([engine.view(), choreography.checkout.view()]);
  return { url: await startGateway(edge, guards.limiter, { sagas, checkout, ...sales }), grpcPort, doors };
}

/** Modules that run in this process: those that were asked for and are not configured to be elsewhere. */
function buildModules(
  config: HostConfig,
  rooms: readonly RoomName[],
  { clock, storePoolOf }: Pick<Databases, 'clock' | 'storePoolOf'>,
): ReadonlyMap<ModuleName, Module> {
  const storeOf = (schema: string): PostgresStore => new PostgresStore(storePoolOf(schema), schema);
  const parts = { config, clock, random: Math.random, storeOf };
  const here = MODULE_NAMES.filter((name) => rooms.includes(name) && !config.remoteUrls.has(name));
  return new Map(here.map((name) => [name, MODULES[name](parts)]));
}

function connectDoors(config: HostConfig, locals: readonly LocalModule[]): Doors {
  const remotes = [...config.remoteUrls].map(
    ([name, url]) => [CONTRACTS[name].service, remoteModule(url, systemClock)] as const,
  );
  return doorsOf(locals, new Map(remotes));
}

function startTasks(locals: readonly LocalModule[], doors: Doors, log: Logger, closers: Closers): void {
  for (const local of locals) {
    const stop = local.startTasks(doors, (task, error) =>
      log.warn({ err: error, task }, 'a task failed; it runs again'),
    );
    closers.add(`tasks of ${local.module.name}`, stop);
  }
}

async function startGrpc(
  config: HostConfig,
  locals: readonly LocalModule[],
  logs: ReadonlyMap<string, LogReader>,
  closers: Closers,
): Promise<number> {
  const { host, grpcPort: port } = config;
  const server = await serveModules(locals, { host, port, logs }).catch((error: Error) => {
    throw new GrpcPortUnavailable(`gRPC cannot be served: ${error.message}. Set GRPC_PORT to another port.`, {
      cause: error,
    });
  });
  closers.add('gRPC server', () => server.close());
  return server.port;
}
