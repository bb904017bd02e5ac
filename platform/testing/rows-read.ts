import type pg from 'pg';

/**
 * Rows of a table that statements on this connection have read so far, by an index or without. Of a pool that has one
 * connection: what others read is told later.
 */
export async function rowsRead(pool: pg.Pool, schema: string, table: string): Promise<number> {
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<{ count: number }>(
    `select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as count from pg_stat_user_tables
     where schemaname = $1 and relname = $2`,
    [schema, table],
  );
  return rows[0]?.count ?? Number.NaN;
}
