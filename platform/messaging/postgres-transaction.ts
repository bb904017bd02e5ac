import type pg from 'pg';

/**
 * Runs the work in one transaction on one connection. Only for work that may be lost with the server's memory and is
 * then done again, such as taking delivered messages off a queue: the commit does not wait for the disk.
 */
export async function inRepeatableTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection may break while no statement runs on it; the next statement then fails and tells the caller.
  const onBroken = (error: Error): void => {
    broken = error;
  };
  client.on('error', onBroken);
  try {
    await Promise.all([client.query('begin'), client.query('set local synchronous_commit to off')]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    if (broken === undefined) client.off('error', onBroken);
    client.release(broken);
  }
}
