import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type Environment, EnvironmentReader } from '../../platform/config/environment.ts';
import type { RateLimit } from '../../platform/ratelimit/rate-limiter.ts';
import { MODULE_NAMES, type ModuleName } from './room-names.ts';

// The configuration of a host, from the environment. The table for people is docs/configuration.md.

export interface HostConfig {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly grpcPort: number;
  readonly dataDirectory: string;
  /** Unset: embedded PostgreSQL. */
  readonly databaseUrl: string | undefined;
  /** Modules with a database of their own. */
  readonly databaseUrls: ReadonlyMap<ModuleName, string>;
  /** Modules that another process serves, by the address of its gRPC port. */
  readonly remoteUrls: ReadonlyMap<ModuleName, string>;
  /** Unset: gates and rate limits in this process. */
  readonly redisUrl: string | undefined;
  /** How often one client may ask. Unset: as often as it likes. */
  readonly rateLimit: RateLimit | undefined;
  /** Signs the tickets of waiting rooms. Unset: made up once and kept in the database. */
  readonly ticketSecret: string | undefined;
  readonly logLevel: string;
  /** Which checkout new orders take. Those under way end as they began. */
  readonly checkout: CheckoutMode;
  readonly sandbox: { readonly latencyMs: number; readonly failureRate: number; readonly lostReplyRate: number };
  readonly holdSweepMs: number;
  /** How long a start waits for silent databases, and a first start for modules of other processes. */
  readonly startWaitMs: number;
  /** How long a request may take to be answered, not counting what its caller asked to wait. */
  readonly answerWithinMs: number;
  /** Variables that are set and that this version has no use for. */
  readonly unused: readonly string[];
}

export const CHECKOUT_MODES = ['orchestrated', 'choreographed'] as const;
export type CheckoutMode = (typeof CHECKOUT_MODES)[number];

const NO_USE_YET = ['NATS_URL', 'AMQP_URL', 'OTEL_EXPORTER_OTLP_ENDPOINT'];
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const FEWEST_SECRET_CHARACTERS = 32;
const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|localhost)$/;
const REDIS_PATH = /^\/?\d*$/;
const POSTGRES = ['postgres:', 'postgresql:'];

/** @throws InvalidConfiguration with a line per variable at fault. */
export function readConfig(environment: Environment): HostConfig {
  const read = new EnvironmentReader(environment);
  const host = read.text('HOST', '127.0.0.1');
  if (!LOOPBACK.test(host) || (host !== 'localhost' && isIP(host) === 0)) {
    read.fault('HOST', `${host} is not a loopback address, and this version has no authentication: use 127.0.0.1`);
  }
  const config: HostConfig = {
    host,
    port: read.integer('PORT', 8080, { min: 0, max: 65_535 }),
    grpcPort: read.integer('GRPC_PORT', 9090, { min: 0, max: 65_535 }),
    dataDirectory: resolve(read.text('HOLDFAST_DATA', './.holdfast')),
    databaseUrl: read.url('DATABASE_URL', POSTGRES),
    databaseUrls: urlsByModule((name) => read.url(`DATABASE_URL_${name.toUpperCase()}`, POSTGRES)),
    remoteUrls: urlsByModule((name) => read.url(`${name.toUpperCase()}_URL`, ['http:', 'https:'])),
    redisUrl: read.url('REDIS_URL', ['redis:', 'rediss:']),
    rateLimit: read.rate('RATE_LIMIT'),
    ticketSecret: read.secret('TICKET_SECRET', FEWEST_SECRET_CHARACTERS),
    logLevel: read.oneOf('LOG_LEVEL', 'info', LOG_LEVELS),
    checkout: read.oneOf('CHECKOUT', 'orchestrated', CHECKOUT_MODES),
    sandbox: {
      latencyMs: read.integer('SANDBOX_LATENCY_MS', 0, { min: 0, max: 60_000 }),
      failureRate: read.fraction('SANDBOX_FAILURE_RATE', 0),
      lostReplyRate: read.fraction('SANDBOX_LOST_REPLY_RATE', 0),
    },
    holdSweepMs: read.integer('HOLD_SWEEP_MS', 5_000, { min: 100, max: 3_600_000 }),
    startWaitMs: read.integer('START_WAIT_MS', 60_000, { min: 0, max: 3_600_000 }),
    answerWithinMs: read.integer('ANSWER_WITHIN_MS', 10_000, { min: 100, max: 300_000 }),
    unused: [...NO_USE_YET, ...namesOfNoModule(environment)].filter((name) => read.text(name, undefined) !== undefined),
  };
  if (config.redisUrl !== undefined && !REDIS_PATH.test(new URL(config.redisUrl).pathname)) {
    read.fault('REDIS_URL', 'what follows the address is the number of a database, as in redis://127.0.0.1:6379/0');
  }
  read.check();
  return config;
}

/** Databases of modules that there are not: somebody may have meant another, as `DATABASE_URL_ORDERS`. */
function namesOfNoModule(environment: Environment): string[] {
  const known = new Set(MODULE_NAMES.map((name) => `DATABASE_URL_${name.toUpperCase()}`));
  return Object.keys(environment).filter((name) => name.startsWith('DATABASE_URL_') && !known.has(name));
}

function urlsByModule(urlOf: (name: ModuleName) => string | undefined): ReadonlyMap<ModuleName, string> {
  const urls = new Map<ModuleName, string>();
  for (const name of MODULE_NAMES) {
    const url = urlOf(name);
    if (url !== undefined) urls.set(name, url);
  }
  return urls;
}
