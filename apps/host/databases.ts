import type pg from 'pg';
import type { Logger } from 'pino';
import type { Closers } from '../../platform/lifecycle/closers.ts';
import type { FollowingClock } from '../../platform/lifecycle/following-clock.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import type { HostConfig } from './config.ts';
import { keepEmbeddedServer } from './embedded-server.ts';
import { requireAnswers, type StartPatience } from './require-answers.ts';
import { MODULE_NAMES, type ModuleName } from './room-names.ts';
import { followDatabase } from './shop-clock.ts';

// Which database each schema lives in: the embedded server or the one of DATABASE_URL for all, and a database of its
// own for every module that has one configured.

export interface Databases {
  /** For what goes by the keyed store: commands, and lists of views, wallets and sagas. No report in SQL waits here. */
  storePoolOf(schema: string): pg.Pool;
  /** For queries, relays and the broker, whose transactions may wait for a command. */
  poolOf(schema: string): pg.Pool;
  /** For reports and migrations, which may take minutes. Nobody else waits there. */
  reportPoolOf(schema: string): pg.Pool;
  /** One pool for each database. */
  readonly pools: readonly pg.Pool[];
  /** The time that all hosts on these databases go by. */
  readonly clock: FollowingClock;
  /** True on the embedded server: this host is then the only one on its data. */
  readonly embedded: boolean;
}

/** One lane a module, one for each engine, and keyed queries. */
const STORE_POOL_SIZE = 20;
/** Every relay and consumer may hold one connection while it works, and a relay needs another one to publish. */
const QUERY_POOL_SIZE = 24;
/** An audit asks for several things at once, and may find another one at work. */
const REPORT_POOL_SIZE = 4;
/** A batch is decided in memory within milliseconds. A host that takes so long has lost its sagas' lease too. */
const STORE_IDLE_IN_TRANSACTION_MS = 5_000;
/** Statements by key take milliseconds, and no row is locked for longer than above: it is the server that is not there. */
const STORE_ANSWER_WITHIN_MS = 15_000;
/** Relays take so many rows at a time, lists a page: whoever stands still for longer is cut off, and what waits for it too. */
const QUERY_ANSWER_WITHIN_MS = 30_000;
/** Reports and migrations of a large shop may take minutes. */
const REPORT_ANSWER_WITHIN_MS = 600_000;

/** On one database. */
interface Pools {
  readonly store: pg.Pool;
  readonly query: pg.Pool;
  readonly report: pg.Pool;
}

export async function openDatabases(
  config: HostConfig,
  { onProgress, unwanted }: Pick<StartPatience, 'onProgress' | 'unwanted'>,
  log: Logger,
  closers: Closers,
): Promise<Databases> {
  const opened = new Map<string, Pools>();
  const open = (url: string): Pools => {
    const known = opened.get(url);
    if (known !== undefined) return known;
    const pools = {
      store: openDatabase({
        url,
        poolSize: STORE_POOL_SIZE,
        keyedOnly: true,
        idleInTransactionMs: STORE_IDLE_IN_TRANSACTION_MS,
        answerWithinMs: STORE_ANSWER_WITHIN_MS,
      }),
      query: openDatabase({ url, poolSize: QUERY_POOL_SIZE, answerWithinMs: QUERY_ANSWER_WITHIN_MS }),
      report: openDatabase({ url, poolSize: REPORT_POOL_SIZE, answerWithinMs: REPORT_ANSWER_WITHIN_MS }),
    };
    closers.add('database connections', () => Promise.all([pools.store.end(), pools.query.end(), pools.report.end()]));
    opened.set(url, pools);
    return pools;
  };
  const embedded = config.databaseUrl === undefined;
  const { dataDirectory: directory, port, grpcPort } = config;
  const ownServer = { directory, ownPorts: [port, grpcPort], onProgress, log };
  const shared = open(config.databaseUrl ?? (await keepEmbeddedServer(ownServer, closers)));
  const own = new Map<string, ReturnType<typeof open>>();
  const asked = config.databaseUrl === undefined ? [] : [{ variable: 'DATABASE_URL', url: config.databaseUrl }];
  for (const name of MODULE_NAMES) {
    const url = config.databaseUrls.get(name);
    if (url === undefined) continue;
    own.set(schemaOf(name), open(url));
    asked.push({ variable: `DATABASE_URL_${name.toUpperCase()}`, url });
  }
  await requireAnswers(asked, { clock: systemClock, waitMs: config.startWaitMs, onProgress, unwanted });
  const clock = await followDatabase(shared.query, systemClock, log, closers);
  return {
    clock,
    storePoolOf: (schema) => (own.get(schema) ?? shared).store,
    poolOf: (schema) => (own.get(schema) ?? shared).query,
    reportPoolOf: (schema) => (own.get(schema) ?? shared).report,
    pools: [...opened.values()].map(({ query }) => query),
    embedded,
  };
}

/** The room is called `order`; its schema is not, because that word is SQL's. */
export function schemaOf(name: ModuleName): string {
  return name === 'order' ? 'ordering' : name;
}
