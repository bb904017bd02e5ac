import pg from 'pg';

// One pool per database. Statements that are queued without awaiting travel together (the driver's pipeline mode):
// a batch's writes and its commit cost one round trip.

/** 64-bit integers and float8 come back as numbers; the store checks the range where it matters. */
const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  [pg.types.builtins.INT8]: (text) => safeInteger(text),
  [pg.types.builtins.NUMERIC]: (text) => safeInteger(text),
};

const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return parsers[oid] ?? pg.types.getTypeParser(oid, format);
  },
} as pg.CustomTypesConfig;

export interface DatabaseOptions {
  readonly url: string;
  /** Connections at the most. */
  readonly poolSize?: number;
  readonly applicationName?: string;
  /**
   * Statements that name every row by its key, and nothing else. The planner is then told so: without statistics, as in
   * a table that was empty a minute ago, it prefers to read all of it.
   */
  readonly keyedOnly?: boolean;
  /**
   * How long a transaction may wait for this process. After that the server ends it: a host that is frozen or cut off
   * would otherwise keep its row locks, and every other host would wait for it.
   */
  readonly idleInTransactionMs?: number;
  /** How long a connection may take to come about. */
  readonly connectWithinMs?: number;
  /**
   * How long a statement may take to be answered. After that its connection is closed: a server that lost its power, or
   * whose packets are lost, says nothing for a quarter of an hour and more, and whoever waited for it would stand still.
   */
  readonly answerWithinMs?: number;
}

export const CONNECT_WITHIN_MS = 10_000;
/** A connection that is idle asks so early whether its server is still there. The system's own default is two hours. */
const KEEP_ALIVE_AFTER_MS = 10_000;
const KEYED_ONLY = ' -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off';

/** Opens a pool. The caller owns it and ends it. */
export function openDatabase({
  url,
  poolSize = 16,
  applicationName = 'holdfast',
  keyedOnly,
  idleInTransactionMs = 30_000,
  connectWithinMs = CONNECT_WITHIN_MS,
  answerWithinMs,
}: DatabaseOptions): pg.Pool {
  const config: pg.PoolConfig = {
    connectionString: url,
    max: poolSize,
    application_name: applicationName,
    connectionTimeoutMillis: connectWithinMs,
    // A connection that the server drops while idle is replaced by the pool.
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_AFTER_MS,
    ...(answerWithinMs !== undefined && { query_timeout: answerWithinMs }),
    types,
    pipeline: true,
    options: `-c idle_in_transaction_session_timeout=${idleInTransactionMs}${keyedOnly ? KEYED_ONLY : ''}`,
  };
  const pool = new pg.Pool(config);
  // Without a listener an idle connection's end would end the process; the next query reports the fault to its caller.
  pool.on('error', () => undefined);
  // The same for a connection in use, which the pool does not listen to: its statements reject, and are awaited.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

function safeInteger(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} does not fit a safe integer`);
  return number;
}
