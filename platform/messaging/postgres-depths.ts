import type pg from 'pg';

// How much waits, for metrics. Counted up to a limit, so that asking stays cheap when a queue is long; its age then says
// the rest. Ids are UUIDv7, whose first 48 bits are the millisecond in which they were made.

/** A queue that is longer counts as so long. */
const MOST_COUNTED = 100_000;

export interface OutboxDepth {
  /** Batches of events that wait to be published. */
  readonly records: number;
  readonly oldestId: string | undefined;
  readonly oldestMs: number | undefined;
  /** Events that no broker could take. */
  readonly refused: number;
}

export interface ConsumerLag {
  readonly consumer: string;
  readonly messages: number;
  readonly oldestMs: number | undefined;
  /** Messages whose delivery has failed and is tried again. */
  readonly retrying: number;
  readonly dead: number;
}

export async function outboxDepth(pool: pg.Pool, schema: string): Promise<OutboxDepth> {
  const { rows } = await pool.query<{ records: number; oldest: string | null; refused: number }>(
    `select (select count(*)::int4 from (select from ${schema}.outbox limit ${MOST_COUNTED}) o) as records,
       (select record_id from ${schema}.outbox order by position limit 1) as oldest,
       (select count(*)::int4 from (select from ${schema}.outbox_dead_letters limit ${MOST_COUNTED}) r) as refused`,
  );
  const { records = 0, oldest = null, refused = 0 } = rows[0] ?? {};
  return { records, oldestId: oldest ?? undefined, oldestMs: oldest === null ? undefined : madeAtMs(oldest), refused };
}

export async function consumerLags(pool: pg.Pool, schema: string): Promise<readonly ConsumerLag[]> {
  const { rows } = await pool.query<Omit<ConsumerLag, 'oldestMs'> & { oldest: string | null }>(
    `select c.name as consumer,
       (select count(*)::int4 from (
          select from ${schema}.deliveries d where d.consumer = c.name limit ${MOST_COUNTED}) d) as messages,
       (select message_id from ${schema}.deliveries d where d.consumer = c.name order by position limit 1) as oldest,
       (select count(*)::int4 from (
          select from ${schema}.deliveries d
          where d.consumer = c.name and d.next_attempt_at is not null limit ${MOST_COUNTED}) d) as retrying,
       (select count(*)::int4 from (
          select from ${schema}.dead_letters l
          where l.consumer = c.name and l.redriven_at is null limit ${MOST_COUNTED}) l) as dead
     from ${schema}.consumers c order by c.name`,
  );
  return rows.map(({ oldest, ...lag }) => ({ ...lag, oldestMs: oldest === null ? undefined : madeAtMs(oldest) }));
}

/** When a UUIDv7 was made. */
export function madeAtMs(id: string): number {
  return Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
}
