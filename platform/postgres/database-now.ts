import type pg from 'pg';
import { present } from '../kernel/assert.ts';

/** What time it is by the clock of the server, in whole milliseconds since the Unix epoch. */
export async function databaseNowMs(client: Pick<pg.ClientBase, 'query'> | pg.Pool): Promise<number> {
  const { rows } = await client.query<{ now: number }>(
    'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now',
  );
  return present(rows[0], 'the time of the database').now;
}
