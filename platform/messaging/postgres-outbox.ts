import type pg from 'pg';
import { arrayLiteral } from '../store/array-literal.ts';
import { bigint } from '../store/table.ts';
import type { OutboxQueue, OutboxRecord, Refused } from './outbox-queue.ts';
import { inRepeatableTransaction } from './postgres-transaction.ts';

/** A module's outbox as SQL. A turn is one transaction, which keeps the relay's row locked while the broker publishes. */
export class PostgresOutbox implements OutboxQueue {
  readonly #pool: pg.Pool;
  readonly #schema: string;

  /** A relay holds a connection while the broker, which needs another, publishes: one pool for both has room for that. */
  constructor(pool: pg.Pool, schema: string) {
    this.#pool = pool;
    this.#schema = schema;
  }

  relay(
    nowMs: () => number,
    limit: number,
    work: (records: readonly OutboxRecord[]) => Promise<readonly Refused[]>,
  ): Promise<number | 'busy'> {
    return inRepeatableTransaction(this.#pool, async (client) => {
      // The second statement sees what was committed before the first got its lock, so nothing that another relay has
      // just published.
      const [turn, found] = await Promise.all([
        client.query(`select 1 from ${this.#schema}.outbox_relay for update skip locked`),
        client.query<OutboxRecord>(
          `select position, record_id as "recordId", events from ${this.#schema}.outbox order by position limit ${limit}`,
        ),
      ]);
      if (turn.rowCount === 0) return 'busy';
      const records = found.rows;
      if (records.length > 0) await this.#take(client, nowMs, records, await work(records));
      return records.length;
    });
  }

  /** Takes the records off the outbox, keeping what was refused. */
  async #take(
    client: pg.PoolClient,
    nowMs: () => number,
    records: readonly OutboxRecord[],
    refused: readonly Refused[],
  ): Promise<void> {
    if (refused.length > 0) {
      await client.query(
        `insert into ${this.#schema}.outbox_dead_letters (record_id, message_id, event, cause, failed_at)
         select r."recordId", r."messageId", r.event, r.cause, $2
         from jsonb_to_recordset($1) r ("recordId" uuid, "messageId" uuid, event text, cause text)`,
        [JSON.stringify(refused), new Date(nowMs())],
      );
    }
    const positions = arrayLiteral(
      bigint,
      records.map(({ position }) => position),
    );
    await client.query(`delete from ${this.#schema}.outbox where position = any($1::int8[])`, [positions]);
  }
}
