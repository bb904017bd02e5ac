import type { IncomingHttpHeaders } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { catalog } from '../modules/catalog/contract.ts';
import type { pricing } from '../modules/pricing/contract.ts';
import type { Idempotency } from '../platform/idempotency/idempotency.ts';
import type { Clock } from '../platform/kernel/clock.ts';
import type { NewId } from '../platform/kernel/ids.ts';
import type { SparseLog } from '../platform/lifecycle/sparse-log.ts';
import type { DeadLetters } from '../platform/messaging/dead-letters.ts';
import type { MessageFlow } from '../platform/messaging/message-flow.ts';
import type { OperatorLog } from '../platform/operators/operator-log.ts';
import type { Projections } from '../platform/projections/projections.ts';
import type { RateLimit, RateLimiter } from '../platform/ratelimit/rate-limiter.ts';
import type { Reply } from '../platform/rpc/contract.ts';
import type { Doors } from '../platform/rpc/doors.ts';
import type { Sagas } from '../platform/saga/saga-view.ts';
import type { Checkout } from '../processes/checkout/door.ts';
import type { Sales, WaitingRooms } from '../processes/sale/door.ts';
import type { RememberedAudit } from '../views/audit/door.ts';
import type { OrderList } from '../views/orders/door.ts';
import type { StockList } from '../views/stock/door.ts';
import type { WalletSums } from '../views/wallets/door.ts';
import type { Closing } from './closing.ts';
import type { LiveFeed } from './live/live-feed.ts';
import type { OrderWatch } from './order-watch.ts';
import type { Order } from './orders/documents.ts';
import type { RecentLookups } from './orders/recent-lookups.ts';
import type { PageFiles } from './page-file.ts';
import type { SaleFeed } from './sale-feed.ts';
import type { TicketFeed } from './ticket-feed.ts';

// All that the edge stands on is handed to it: it owns no state and opens no connection.

/** Who calls. */
export interface Principal {
  readonly id: string;
  /** Staff and service keys may name agreed prices and see sagas, stock and the audit. */
  readonly staff: boolean;
}

export interface GatewayOptions {
  readonly currency: string;
  readonly priceList: string;
  /** No credentials needed, and everyone is staff. */
  readonly demoMode: boolean;
  readonly bodyLimitBytes: number;
  /** Clients that may follow orders by SSE at once. */
  readonly maxWatchers: number;
  /** Clients that may follow sales by SSE at once. */
  readonly maxSaleWatchers: number;
  /** Consoles that may watch the shop at once. */
  readonly maxStaffWatchers: number;
  /** How often the orders that somebody follows are read. */
  readonly watchEveryMs: number;
  /** How old the products and list prices of a new order's answer may be. Its checkout asks for the current ones. */
  readonly lookupMs: number;
  /** An answer that took longer is logged. */
  readonly slowMs: number;
  /** How long a request may take to be answered, not counting what its caller asked to wait. */
  readonly answerWithinMs: number;
}

export const DEFAULT_OPTIONS: GatewayOptions = {
  currency: 'GBP',
  priceList: 'retail',
  demoMode: true,
  bodyLimitBytes: 1024 * 1024,
  maxWatchers: 1_000,
  maxSaleWatchers: 20_000,
  maxStaffWatchers: 100,
  watchEveryMs: 200,
  lookupMs: 1_000,
  slowMs: 2_000,
  answerWithinMs: 10_000,
};

export interface Readiness {
  readonly ready: boolean;
  readonly notReady: readonly string[];
}

/** What is read from views, and how they are built anew. */
export interface Views {
  readonly orders: OrderList;
  readonly stock: StockList;
  readonly wallets: WalletSums;
  readonly projections: Pick<Projections, 'names' | 'rebuild' | 'status' | 'statusOf'>;
}

/** How often one client may ask for anything. */
export interface ClientLimit {
  readonly limiter: RateLimiter;
  readonly limit: RateLimit;
}

export interface GatewayDependencies {
  readonly doors: Doors;
  readonly checkout: Checkout;
  readonly sagas: Sagas;
  readonly sales: Sales;
  readonly waitingRooms: WaitingRooms;
  readonly deadLetters: DeadLetters;
  /** What staff did. */
  readonly operatorLog: OperatorLog;
  /** Who tells of what, and what waits. */
  readonly messageFlow: MessageFlow;
  /** The AsyncAPI document of the events. */
  readonly asyncApi: object;
  readonly idempotency: Idempotency;
  readonly audit: RememberedAudit;
  readonly views: Views;
  readonly clock: Clock;
  /** Canonical UUIDs. */
  readonly newId: NewId;
  readonly logger: Pick<Logger, 'error' | 'warn' | 'info'>;
  readonly registry: Registry;
  readonly readiness: () => Promise<Readiness>;
  /** Who sent these headers; undefined refuses the call with 401. Required outside demo mode. */
  readonly authenticate?: (headers: IncomingHttpHeaders) => Principal | undefined;
  /** 32 hex digits, not all zero. Random unless a test or a simulation passes its own. */
  readonly newTraceId?: () => string;
  /** The built web applications; none where only the API is served. */
  readonly pages?: PageFiles;
  /** Undefined: nobody is limited. */
  readonly clientLimit?: ClientLimit | undefined;
  readonly options?: Partial<GatewayOptions>;
}

export type Product = Reply<typeof catalog.describeProducts>['products'][number];
export type ListPrice = Reply<typeof pricing.getPrices>['prices'][number];

/** What the routes work with. */
export interface Gateway extends Omit<GatewayDependencies, 'options'> {
  readonly options: GatewayOptions;
  readonly closing: Closing;
  readonly watch: OrderWatch<Order>;
  readonly saleFeed: SaleFeed;
  /** What the shop does at the moment, for staff. */
  readonly liveFeed: LiveFeed;
  readonly ticketFeed: TicketFeed;
  /** What the lines of new orders are called and cost on the list, as of a moment ago. */
  readonly recentProducts: RecentLookups<Product>;
  readonly recentPrices: RecentLookups<ListPrice>;
  /** For what every request of an outage would have to say. */
  readonly outages: SparseLog;
}

export type App = FastifyInstance<
  RawServerDefault,
  import('node:http').IncomingMessage,
  import('node:http').ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
