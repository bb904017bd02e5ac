import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/** Connects to the embedded server of a running shop, as the shop itself does. The caller ends the pool. */
export async function databaseOf(dataDirectory: string, connections: number): Promise<pg.Pool> {
  const cluster = join(dataDirectory, 'postgres');
  const [password, state] = await Promise.all([
    readFile(join(cluster, 'superuser.password'), 'utf8'),
    readFile(join(cluster, 'postmaster.pid'), 'utf8'),
  ]);
  // Lines of postmaster.pid: pid, data directory, start time, port, socket directory, listen address.
  const [, , , port, socket, address] = state.split('\n').map((line) => line.trim());
  const host = socket === '' || socket === undefined ? (address ?? '127.0.0.1') : socket === '.' ? cluster : socket;
  return new pg.Pool({
    host,
    port: Number(port),
    user: 'holdfast',
    password: password.trim(),
    database: 'holdfast',
    max: connections,
    pipeline: true,
    // As the product's own connections: without statistics the planner would read whole tables.
    options: '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off',
  });
}
