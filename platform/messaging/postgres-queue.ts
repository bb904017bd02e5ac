import type pg from 'pg';
import { arrayLiteral } from '../store/array-literal.ts';
import { bigint, type Column, integer, text } from '../store/table.ts';
import { inRepeatableTransaction } from './postgres-transaction.ts';
import type { DeliveryQueue, Hopeless, Results, Retry, WaitingMessage } from './queues.ts';

// The messages that wait for one consumer of the embedded broker, as SQL. A delivery is one transaction: the consumer's
// row stays locked while its handler works, whose own transaction is another one.

/**
 * A queue is empty or long, and its statistics are always those of another moment: left to them the planner sorts a long
 * queue for every batch. Its index has the order; only following that costs the same at any length.
 */
const IN_INDEX_ORDER = `select set_config(name, 'off', true)
  from unnest(array['enable_sort', 'enable_bitmapscan', 'enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) name`;

/** Well within the time that the server lets a transaction be idle. */
const AWAKE_EVERY_MS = 10_000;
/** A handler that works for longer than this many of them is taken for one that hangs, and its messages go to another. */
const MOST_WORDS = 60;

export class PostgresQueue implements DeliveryQueue {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  readonly #consumer: string;

  readonly #awakeEveryMs: number;

  constructor(pool: pg.Pool, schema: string, consumer: string, awakeEveryMs = AWAKE_EVERY_MS) {
    this.#pool = pool;
    this.#schema = schema;
    this.#consumer = consumer;
    this.#awakeEveryMs = awakeEveryMs;
  }

  deliver(
    nowMs: () => number,
    limit: number,
    work: (waiting: readonly WaitingMessage[]) => Promise<Results>,
  ): Promise<number | 'busy'> {
    return inRepeatableTransaction(this.#pool, async (client) => {
      const waiting = await this.#take(client, nowMs(), limit);
      if (waiting === 'busy') return 'busy';
      if (waiting.length > 0) await this.#settle(client, nowMs(), await this.#awake(client, work(waiting)));
      return waiting.length;
    });
  }

  /** Says a word now and then while the handler works: the server ends what has been silent for long, and would settle nothing. */
  async #awake<T>(client: pg.PoolClient, work: Promise<T>): Promise<T> {
    let words = 0;
    const timer = setInterval(() => {
      words += 1;
      if (words > MOST_WORDS) clearInterval(timer);
      // A connection that is lost fails the settling, which tells of it.
      else client.query('select 1').catch(() => undefined);
    }, this.#awakeEveryMs);
    try {
      return await work;
    } finally {
      clearInterval(timer);
    }
  }

  /** What is due; locks the consumer until the transaction ends. 'busy' when another process has it. */
  async #take(client: pg.PoolClient, nowMs: number, limit: number): Promise<readonly WaitingMessage[] | 'busy'> {
    // The second statement sees what was committed before the first got its lock, so nothing that another process has
    // just delivered.
    const [locked, , due] = await Promise.all([
      client.query(`select 1 from ${this.#schema}.consumers where name = $1 for update skip locked`, [this.#consumer]),
      client.query(IN_INDEX_ORDER),
      client.query<WaitingMessage>(
        `select d.position, d.message_id as "messageId", d.ordering_key as "orderingKey", d.envelope, d.attempts
         from ${this.#schema}.deliveries d
         where d.consumer = $1 and (d.next_attempt_at is null or d.next_attempt_at <= $2)
           and not exists (
             select 1 from ${this.#schema}.deliveries before
             where before.consumer = d.consumer and before.ordering_key = d.ordering_key
               and before.position < d.position and before.next_attempt_at > $2)
         order by d.position limit $3`,
        [this.#consumer, new Date(nowMs), limit],
      ),
    ]);
    return locked.rowCount === 0 ? 'busy' : due.rows;
  }

  async #settle(client: pg.PoolClient, nowMs: number, { delivered, retries, hopeless }: Results): Promise<void> {
    const statements: Promise<unknown>[] = [];
    if (delivered.length > 0) statements.push(this.#remove(client, delivered));
    if (retries.length > 0) statements.push(this.#postpone(client, retries));
    if (hopeless.length > 0) statements.push(this.#bury(client, nowMs, hopeless));
    await Promise.all(statements);
  }

  #remove(client: pg.PoolClient, positions: readonly number[]): Promise<unknown> {
    return client.query(`delete from ${this.#schema}.deliveries where consumer = $1 and position = any($2::int8[])`, [
      this.#consumer,
      arrayLiteral(bigint, positions),
    ]);
  }

  #postpone(client: pg.PoolClient, retries: readonly Retry[]): Promise<unknown> {
    return client.query(
      `update ${this.#schema}.deliveries d set attempts = r.attempts, next_attempt_at = to_timestamp(r.due_ms / 1000.0)
       from unnest($2::int8[], $3::int4[], $4::int8[]) r (position, attempts, due_ms)
       where d.consumer = $1 and d.position = r.position`,
      [
        this.#consumer,
        list(bigint, retries, ({ position }) => position),
        list(integer, retries, ({ attempts }) => attempts),
        list(bigint, retries, ({ dueMs }) => dueMs),
      ],
    );
  }

  #bury(client: pg.PoolClient, nowMs: number, hopeless: readonly Hopeless[]): Promise<unknown> {
    return client.query(
      `with gone as (
         delete from ${this.#schema}.deliveries d
         using unnest($2::int8[], $3::int4[], $4::text[]) h (position, attempts, cause)
         where d.consumer = $1 and d.position = h.position
         returning d.consumer, d.message_id, d.ordering_key, d.envelope, h.cause, h.attempts, d.position)
       insert into ${this.#schema}.dead_letters (consumer, message_id, ordering_key, envelope, cause, attempts, failed_at)
       select consumer, message_id, ordering_key, envelope, cause, attempts, $5 from gone order by position
       on conflict (consumer, message_id)
       do update set cause = excluded.cause, attempts = excluded.attempts, failed_at = excluded.failed_at,
         redriven_at = null, redriven_by = null, redriven_because = null`,
      [
        this.#consumer,
        list(bigint, hopeless, ({ position }) => position),
        list(integer, hopeless, ({ attempts }) => attempts),
        list(text, hopeless, ({ cause }) => cause),
        new Date(nowMs),
      ],
    );
  }
}

function list<Item>(column: Column, items: readonly Item[], pick: (item: Item) => unknown): string {
  return arrayLiteral(column, items.map(pick));
}
