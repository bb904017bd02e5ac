import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyInstance } from 'fastify';
import { SparseLog } from '../platform/lifecycle/sparse-log.ts';
import { NOBODY, principals, unauthenticated } from './access.ts';
import { Closing } from './closing.ts';
import {
  type App,
  DEFAULT_OPTIONS,
  type Gateway,
  type GatewayDependencies,
  type GatewayOptions,
} from './dependencies.ts';
import { clientError, expectationFailed, frameworkError, handleErrors, nothingHere } from './errors.ts';
import { answerInTime } from './in-time.ts';
import { LiveFeed } from './live/live-feed.ts';
import { LiveMeter } from './live/live-meter.ts';
import { KnownPaths } from './method-not-allowed.ts';
import { measureRequests } from './metrics.ts';
import { OPENAPI } from './openapi.ts';
import { OrderWatch } from './order-watch.ts';
import type { Order } from './orders/documents.ts';
import { followedOrders } from './orders/known-orders.ts';
import { RecentLookups } from './orders/recent-lookups.ts';
import { pageRoutes, sendPageOfBrokenLink } from './pages.ts';
import { preferredWaitSeconds } from './prefer.ts';
import { limitClients } from './rate-limits.ts';
import { readBodies } from './read-bodies.ts';
import './request-context.ts';
import { Problem } from './problem.ts';
import { addProductRoutes } from './routes/add-product.ts';
import { auditRoutes } from './routes/audit.ts';
import { cartCheckoutRoutes } from './routes/cart-checkout.ts';
import { cartRoutes } from './routes/carts.ts';
import { couponRoutes } from './routes/coupons.ts';
import { customerRoutes } from './routes/customers.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { holdRoutes } from './routes/holds.ts';
import { inventoryRoutes } from './routes/inventory.ts';
import { liveRoutes } from './routes/live.ts';
import { messageRoutes } from './routes/messages.ts';
import { movementRoutes } from './routes/movements.ts';
import { operatorActionRoutes } from './routes/operator-actions.ts';
import { orderEventRoutes } from './routes/order-events.ts';
import { orderRoutes } from './routes/orders.ts';
import { processRoutes } from './routes/process.ts';
import { productRoutes } from './routes/products.ts';
import { projectionRoutes } from './routes/projections.ts';
import { sagaRoutes } from './routes/sagas.ts';
import { saleDrawRoutes } from './routes/sale-draw.ts';
import { saleEventRoutes } from './routes/sale-events.ts';
import { saleFunnelRoutes } from './routes/sale-funnel.ts';
import { saleOrderRoutes } from './routes/sale-orders.ts';
import { saleTicketRoutes } from './routes/sale-tickets.ts';
import { saleRoutes } from './routes/sales.ts';
import { walletRoutes } from './routes/wallets.ts';
import { SaleFeed } from './sale-feed.ts';
import { Money, Problem as ProblemSchema } from './schemas/building-blocks.ts';
import { Cart } from './schemas/carts.ts';
import { Coupon } from './schemas/coupons.ts';
import { DeadLetter, Redriven } from './schemas/dead-letters.ts';
import { Hold, Movement, SkuStock, Stock } from './schemas/inventory.ts';
import { LiveSample } from './schemas/live.ts';
import { MessageDepths, Topic } from './schemas/messages.ts';
import { AuditReport, Customer, Health, ProblemTypes, Projection, Saga } from './schemas/operations.ts';
import { OperatorAction } from './schemas/operator-actions.ts';
import { Order as OrderSchema } from './schemas/orders.ts';
import { Product } from './schemas/products.ts';
import { DrawCheck, Sale, SaleFunnel } from './schemas/sales.ts';
import { StatementEntry, Wallet } from './schemas/wallets.ts';
import { sendRefusalsTogether } from './send-refusals-together.ts';
import { lazySerializers } from './serialization.ts';
import { serveThisMachineOnly } from './this-machine.ts';
import { TicketFeed } from './ticket-feed.ts';
import { randomTraceIds, traceIdOf } from './trace-context.ts';
import { compileValidator } from './validation.ts';

// The HTTP edge. It turns requests into calls of doors and their replies into documents, and keeps nothing but what it
// looked up a moment ago.

/** What adds routes, in order; a hook that one of them adds to the app is told of those that follow. */
export type AddRoutes = (app: App, gateway: Gateway) => void;

/** All that the shop serves. */
export const ROUTES: readonly AddRoutes[] = [
  orderRoutes,
  orderEventRoutes,
  cartRoutes,
  cartCheckoutRoutes,
  productRoutes,
  addProductRoutes,
  inventoryRoutes,
  holdRoutes,
  movementRoutes,
  customerRoutes,
  couponRoutes,
  walletRoutes,
  sagaRoutes,
  saleRoutes,
  saleOrderRoutes,
  saleEventRoutes,
  saleTicketRoutes,
  saleFunnelRoutes,
  saleDrawRoutes,
  deadLetterRoutes,
  messageRoutes,
  auditRoutes,
  operatorActionRoutes,
  projectionRoutes,
  liveRoutes,
  processRoutes,
];
const NAMED_SCHEMAS = [
  Money,
  ProblemSchema,
  OrderSchema,
  Cart,
  Product,
  Stock,
  Coupon,
  SkuStock,
  Hold,
  Movement,
  Saga,
  Sale,
  SaleFunnel,
  DrawCheck,
  DeadLetter,
  Redriven,
  Topic,
  MessageDepths,
  AuditReport,
  OperatorAction,
  Customer,
  Health,
  ProblemTypes,
  Wallet,
  StatementEntry,
  Projection,
  LiveSample,
];
const MOST_LOOKUPS = 10_000;
/** The longest path parameter: 200 characters, each up to four bytes, each byte as three characters. */
const MAX_PARAM_LENGTH = 2_400;
const REQUEST_TIMEOUT_MS = 30_000;
/** How late it may be said that a request took too long; Node's default is half a minute. */
const LOOKED_AT_EVERY_MS = 1_000;
/** An outage is told once in this time for each kind of refusal. */
const OUTAGE_LINE_MS = 5_000;
const DOCS_POLICY =
  "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; frame-ancestors 'self'";

/**
 * Builds the gateway, ready to listen. Closing it ends open streams and waits for what runs.
 * @param added what routes it has; guards add what they plant.
 */
export async function createGateway(
  dependencies: GatewayDependencies,
  added: readonly AddRoutes[] = ROUTES,
): Promise<FastifyInstance> {
  const newTraceId = dependencies.newTraceId ?? randomTraceIds();
  const gateway = gatewayOf(dependencies);
  const app = newServer(gateway, newTraceId);
  app.setValidatorCompiler(compileValidator);
  readBodies(app, gateway.clock);
  const paths = new KnownPaths();
  sendRefusalsTogether(app);
  addContext(app, gateway);
  if (dependencies.clientLimit !== undefined) limitClients(app, dependencies.clientLimit);
  if (gateway.authenticate === undefined) serveThisMachineOnly(app);
  refuseStrangers(app, paths);
  handleErrors(app, gateway);
  measureRequests(app, gateway);
  answerInTime(app, gateway);
  for (const schema of NAMED_SCHEMAS) app.addSchema(schema);
  await app.register(fastifySwagger, OPENAPI);
  paths.collect(app);
  const routes = async (scope: App) => {
    for (const add of added) add(scope, gateway);
  };
  await app.register(routes, { prefix: '/v1' });
  await app.register(routes);
  if (dependencies.pages !== undefined) pageRoutes(app, dependencies.pages);
  paths.answerOtherMethods(app);
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: DOCS_POLICY,
    // Its default asks a server of somebody else's to validate the document.
    uiConfig: { validatorUrl: null },
  });
  app.addHook('onListen', async () => gateway.liveFeed.start());
  gateway.closing.watch(app.server);
  app.addHook('preClose', async () => {
    gateway.closing.begin(app.server);
    gateway.watch.close();
    gateway.saleFeed.close();
    gateway.liveFeed.close();
    gateway.ticketFeed.close();
  });
  await app.ready();
  return app;
}

/** Takes samples once the gateway listens, so that who opens the console later sees what was. */
function liveFeedOf({ registry, sales, clock, logger }: GatewayDependencies, { maxStaffWatchers }: GatewayOptions) {
  const meter = new LiveMeter({ registry, sales, clock });
  const outages = new SparseLog(clock, OUTAGE_LINE_MS);
  return new LiveFeed({
    sample: (deep) => meter.sample(deep),
    clock,
    capacity: maxStaffWatchers,
    report: (error) =>
      outages.note('live', (unsaid) => logger.warn({ err: error, unsaid }, 'no sample of the shop could be taken')),
  });
}

function gatewayOf(dependencies: GatewayDependencies): Gateway {
  const options = { ...DEFAULT_OPTIONS, ...dependencies.options };
  const { clock, logger } = dependencies;
  const outages = new SparseLog(clock, OUTAGE_LINE_MS);
  const watch = new OrderWatch<Order>({
    read: (orderIds) => followedOrders(dependencies, orderIds),
    clock,
    everyMs: options.watchEveryMs,
    capacity: options.maxWatchers,
    report: (error) =>
      outages.note('watch', (unsaid) =>
        logger.warn({ err: error, unsaid }, 'orders that are being followed could not be read'),
      ),
  });
  const saleFeed = new SaleFeed({
    get: (saleId) => dependencies.sales.get(saleId),
    clock,
    everyMs: options.watchEveryMs,
    capacity: options.maxSaleWatchers,
    report: (error) => logger.warn({ err: error }, 'sales that are being followed could not be read'),
  });
  const ticketFeed = new TicketFeed({
    room: (saleId) => dependencies.waitingRooms.room(saleId),
    clock,
    everyMs: options.watchEveryMs,
    capacity: options.maxSaleWatchers,
    report: (error) => logger.warn({ err: error }, 'waiting rooms that are being followed could not be read'),
  });
  const lookups = { clock: dependencies.clock, keepMs: options.lookupMs, capacity: MOST_LOOKUPS };
  return {
    ...dependencies,
    options,
    closing: new Closing(clock),
    watch,
    saleFeed,
    liveFeed: liveFeedOf(dependencies, options),
    ticketFeed,
    recentProducts: new RecentLookups(lookups),
    recentPrices: new RecentLookups(lookups),
    outages,
  };
}

function newServer(gateway: Gateway, newTraceId: () => string): App {
  const idOf = ({ headers }: IncomingMessage) => traceIdOf(headers.traceparent) ?? newTraceId();
  const app = fastify({
    // Requests are not logged one by one: metrics count them, and the edge logs what fails or is slow.
    logger: false,
    bodyLimit: gateway.options.bodyLimitBytes,
    genReqId: idOf,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Node exchanges the two limits when the one for headers is the longer one, as its default is. A request that
    // names no host reaches the hooks, to be refused by a problem document.
    http: {
      headersTimeout: REQUEST_TIMEOUT_MS,
      requireHostHeader: false,
      connectionsCheckingInterval: LOOKED_AT_EVERY_MS,
    },
    // While it closes, what still comes in on open connections is served: nothing is torn down before it.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    schemaController: { compilersFactory: { buildSerializer: lazySerializers } },
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAM_LENGTH },
    frameworkErrors: (error, request, reply) => {
      if (!sendPageOfBrokenLink(gateway.pages, request, reply)) frameworkError(error, request, reply);
    },
    clientErrorHandler: (error: NodeJS.ErrnoException, socket: Socket) => clientError(error, socket, newTraceId()),
  }).withTypeProvider<TypeBoxTypeProvider>();
  app.server.on('checkExpectation', (request, reply) => expectationFailed(request, reply, idOf(request)));
  return app;
}

/** Trace id and principal: before anything of the request is counted, refused or read. */
function addContext(app: App, gateway: Gateway): void {
  const principalOf = principals(gateway.authenticate, gateway.options.demoMode);
  app.decorateRequest('principal');
  app.decorateRequest('operation', null);
  app.decorateRequest('answerByMs', 0);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('trace-id', request.id).header('x-content-type-options', 'nosniff');
    if (request.headers.host === undefined && request.raw.httpVersion === '1.1') {
      throw new Problem('malformed_request', 'The request names no host: send a Host header, as HTTP/1.1 asks.');
    }
    const isPublic = request.routeOptions.config.public === true;
    request.principal = (isPublic ? undefined : principalOf(request)) ?? NOBODY;
    const waitSeconds = preferredWaitSeconds(request) ?? 0;
    request.answerByMs = gateway.clock.nowMs() + gateway.options.answerWithinMs + waitSeconds * 1_000;
    done();
  });
}

/** Paths that do not exist, and callers who do not say who they are: counted by then as all others are. */
function refuseStrangers(app: App, paths: KnownPaths): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) throw paths.refusalOf(request) ?? nothingHere(request);
    if (request.principal === NOBODY && request.routeOptions.config.public !== true) throw unauthenticated();
    done();
  });
}
