import type pg from 'pg';
import { present } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { orderingKey } from './envelope.ts';
import type { MessageAudit, MessageFacts, Overdue } from './message-facts.ts';
import { consumerLags, madeAtMs, outboxDepth } from './postgres-depths.ts';

export interface PostgresMessageAuditOptions {
  readonly pool: pg.Pool;
  /** Of the broker. */
  readonly schema: string;
  /** Of the modules that this host can read: a module elsewhere is watched by the metrics of its own host. */
  readonly outboxes: readonly { readonly pool: pg.Pool; readonly schema: string }[];
  readonly clock: Clock;
}

const MOST_NAMED = 100;

const add = (sum: number, one: number): number => sum + one;

interface DueRow {
  readonly name: string;
  readonly message_id: string;
  readonly next_attempt_at: Date | null;
}

/** What the embedded broker and the outboxes beside it keep. */
export class PostgresMessageAudit implements MessageAudit {
  readonly #options: PostgresMessageAuditOptions;

  constructor(options: PostgresMessageAuditOptions) {
    this.#options = options;
  }

  async facts(dueBeforeMs: number): Promise<MessageFacts> {
    const { pool, schema, outboxes } = this.#options;
    const lags = await consumerLags(pool, schema);
    const depths = await Promise.all(
      outboxes.map(async (outbox) => ({ ...(await outboxDepth(outbox.pool, outbox.schema)), outbox: outbox.schema })),
    );
    const unpublished = depths.flatMap(({ outbox, oldestId, oldestMs }): Overdue[] =>
      oldestMs === undefined || oldestId === undefined
        ? []
        : [{ id: oldestId, at: 'outbox', name: outbox, dueMs: oldestMs }],
    );
    const overdue = [...unpublished, ...(await this.#longestDue())].filter(({ dueMs }) => dueMs < dueBeforeMs);
    return {
      waiting: [...lags.map(({ messages }) => messages), ...depths.map(({ records }) => records)].reduce(add, 0),
      dead: lags.map(({ dead }) => dead).reduce(add, 0),
      overdue,
      refused: depths.filter(({ refused }) => refused > 0).map(({ outbox, refused }) => ({ outbox, events: refused })),
      ownerless: await this.#ownerless(),
      deadAndWaiting: await this.#deadAndWaiting(),
    };
  }

  async onTheirWay(module: string, subjects: readonly string[]): Promise<ReadonlySet<string> | undefined> {
    const { pool, schema, outboxes } = this.#options;
    const outbox = outboxes.find((one) => one.schema === module);
    if (outbox === undefined) return undefined;
    if (subjects.length === 0) return new Set();
    const byKey = new Map(subjects.map((subject) => [orderingKey(module, subject), subject]));
    const keys = [...byKey.keys()];
    // In the order in which messages move on, so that none is passed by. A record of an outbox is text, and short-lived.
    const unpublished = await namesIn(
      outbox.pool,
      `select name from unnest($1::text[]) name
       where exists (select 1 from ${outbox.schema}.outbox where strpos(events, name) > 0)`,
      subjects,
    );
    const queued = [
      `select ordering_key as name from ${schema}.deliveries where ordering_key = any($1::text[])`,
      `select ordering_key as name from ${schema}.dead_letters
       where ordering_key = any($1::text[]) and redriven_at is null`,
    ];
    const found = new Set(unpublished);
    for (const query of queued) {
      for (const key of await namesIn(pool, query, keys)) found.add(present(byKey.get(key), key));
    }
    return found;
  }

  /** Of each consumer the first message that it could be given now. */
  async #longestDue(): Promise<readonly Overdue[]> {
    const { pool, schema, clock } = this.#options;
    const { rows } = await pool.query<DueRow>(
      `select c.name, due.message_id, due.next_attempt_at from ${schema}.consumers c
       cross join lateral (
         select d.message_id, d.next_attempt_at from ${schema}.deliveries d
         where d.consumer = c.name and (d.next_attempt_at is null or d.next_attempt_at <= $1)
           and not exists (
             select 1 from ${schema}.deliveries before
             where before.consumer = d.consumer and before.ordering_key = d.ordering_key
               and before.position < d.position and before.next_attempt_at > $1)
         order by d.position limit 1) due`,
      [new Date(clock.nowMs())],
    );
    return rows.map(({ name, message_id: id, next_attempt_at: retryAt }) => ({
      id,
      at: 'consumer',
      name,
      dueMs: retryAt?.getTime() ?? madeAtMs(id),
    }));
  }

  async #ownerless(): Promise<MessageFacts['ownerless']> {
    const { pool, schema } = this.#options;
    const { rows } = await pool.query<{ consumer: string; messages: number }>(
      `select consumer, count(*)::int4 as messages from ${schema}.deliveries d
       where not exists (select 1 from ${schema}.consumers c where c.name = d.consumer)
       group by consumer order by consumer`,
    );
    return rows;
  }

  async #deadAndWaiting(): Promise<MessageFacts['deadAndWaiting']> {
    const { pool, schema } = this.#options;
    const { rows } = await pool.query<{ consumer: string; messageId: string }>(
      `select l.consumer, l.message_id as "messageId" from ${schema}.dead_letters l
       where l.redriven_at is null and exists (
         select 1 from ${schema}.deliveries d where d.consumer = l.consumer and d.message_id = l.message_id)
       order by l.id limit ${MOST_NAMED}`,
    );
    return rows;
  }
}

async function namesIn(pool: pg.Pool, query: string, names: readonly string[]): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(query, [names]);
  return rows.map(({ name }) => name);
}
