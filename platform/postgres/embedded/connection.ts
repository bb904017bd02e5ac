import { join } from 'node:path';
import pg from 'pg';
import { clusterPath, readPassword, SUPERUSER } from './cluster.ts';

// How clients reach the server: through its Unix socket, which lies in the data directory and is therefore closed to
// other users, or over loopback TCP where there are no sockets or their path would be too long. Both ask for the
// password.

export interface Connection {
  /** A directory with a Unix socket, or 127.0.0.1. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export const LOOPBACK = '127.0.0.1';

const DATABASE = 'holdfast';
const NO_SUCH_DATABASE = '3D000';
/** 108 bytes with the final zero on Linux, 104 on macOS and the BSDs. */
const SOCKET_PATH_BYTES = 103;

/** True when clients can address a socket in the data directory. */
export function hasSocket(directory: string): boolean {
  const longest = join(clusterPath(directory), '.s.PGSQL.65535');
  return process.platform !== 'win32' && Buffer.byteLength(longest) <= SOCKET_PATH_BYTES;
}

/** How to connect to the server of a directory. */
export async function connectionTo(directory: string, port: number): Promise<Connection> {
  const cluster = clusterPath(directory);
  const password = await readPassword(cluster);
  return { host: hasSocket(directory) ? cluster : LOOPBACK, port, user: SUPERUSER, password, database: DATABASE };
}

/** The same as a URL that pg, psql and libpq understand; a socket's directory is percent-encoded in place of the host. */
export function connectionUrl({ host, port, user, password, database }: Connection): string {
  const [login, secret, place] = [user, password, host].map(encodeURIComponent);
  return `postgres://${login}:${secret}@${place}:${port}/${encodeURIComponent(database)}`;
}

export interface ServerFacts {
  /** "18.4". */
  readonly version: string;
  readonly dataDirectory: string;
}

/** Connects once, creating the product's database if it is not there yet. */
export async function greet(connection: Connection, timeoutMs: number): Promise<ServerFacts> {
  try {
    return await ask(connection, timeoutMs);
  } catch (error) {
    if ((error as { code?: string }).code !== NO_SUCH_DATABASE) throw error;
  }
  await withClient({ ...connection, database: 'postgres' }, timeoutMs, (client) =>
    client.query(`create database "${connection.database}"`),
  );
  return ask(connection, timeoutMs);
}

function ask(connection: Connection, timeoutMs: number): Promise<ServerFacts> {
  return withClient(connection, timeoutMs, async (client) => {
    const { rows } = await client.query<ServerFacts>(
      `select current_setting('server_version') as version, current_setting('data_directory') as "dataDirectory"`,
    );
    const [facts] = rows;
    if (facts === undefined) throw new Error('PostgreSQL answered without a row');
    return facts;
  });
}

async function withClient<T>(
  connection: Connection,
  timeoutMs: number,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs });
  // A server that goes away between two answers is reported by the query; without a listener it would end the host.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
