import type pg from 'pg';
import { arrayLiteral, documentLines } from '../store/array-literal.ts';
import { text, uuid } from '../store/table.ts';
import type { Consumer } from './broker.ts';
import { type Envelope, orderingKeyOf } from './envelope.ts';
import { typesOf } from './event-versions.ts';
import { PostgresQueue } from './postgres-queue.ts';
import type { DeliveryQueue, Queues } from './queues.ts';

// The queues of the embedded broker: one row per message and consumer that waits for it. Subscriptions are kept in the
// database, so that a process knows those of all others. A type that nobody subscribes to costs nothing.

export class PostgresQueues implements Queues {
  readonly #pool: pg.Pool;
  readonly #schema: string;

  readonly #awakeEveryMs: number | undefined;

  constructor(pool: pg.Pool, schema: string, awakeEveryMs?: number) {
    this.#pool = pool;
    this.#schema = schema;
    this.#awakeEveryMs = awakeEveryMs;
  }

  queueOf(consumer: string): DeliveryQueue {
    return new PostgresQueue(this.#pool, this.#schema, consumer, this.#awakeEveryMs);
  }

  async enqueue(envelopes: readonly Envelope[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.#pool.query<{ type: string }>(
      `select distinct type from ${this.#schema}.subscriptions`,
    );
    const subscribed = new Set(rows.map(({ type }) => type));
    const wanted = envelopes.filter(({ type }) => subscribed.has(type));
    if (wanted.length > 0) await this.#insert(wanted);
    return new Set(wanted.map(({ type }) => type));
  }

  async #insert(envelopes: readonly Envelope[]): Promise<void> {
    const values = [
      arrayLiteral(
        uuid,
        envelopes.map(({ id }) => id),
      ),
      arrayLiteral(
        text,
        envelopes.map(({ type }) => type),
      ),
      arrayLiteral(text, envelopes.map(orderingKeyOf)),
      documentLines(envelopes),
    ];
    await this.#pool.query(
      `insert into ${this.#schema}.deliveries (consumer, message_id, ordering_key, envelope)
       select s.consumer, m.id, m.ordering_key, m.envelope
       from unnest($1::uuid[], $2::text[], $3::text[], string_to_array($4::text, chr(10)))
         with ordinality m (id, type, ordering_key, envelope, place)
       join ${this.#schema}.subscriptions s on s.type = m.type
       order by m.place
       on conflict (consumer, message_id) do nothing`,
      values,
    );
  }

  /** One statement, so no publisher sees a half of the subscriptions. */
  async register(consumers: readonly Consumer[], retireUnknown: boolean): Promise<void> {
    const pairs = consumers.flatMap((each) => typesOf(each).map((type) => ({ consumer: each.consumer, type })));
    const names = consumers.map(({ consumer }) => consumer);
    await this.#pool.query(
      `with known as (
         insert into ${this.#schema}.consumers (name) select unnest($1::text[]) on conflict do nothing),
       dropped as (
         delete from ${this.#schema}.subscriptions s where s.consumer = any($1::text[])
           and (s.consumer, s.type) not in (select * from unnest($2::text[], $3::text[])))
       insert into ${this.#schema}.subscriptions (consumer, type)
       select * from unnest($2::text[], $3::text[]) on conflict do nothing`,
      [names, pairs.map(({ consumer }) => consumer), pairs.map(({ type }) => type)],
    );
    if (!retireUnknown) return;
    await this.#pool.query(
      `with gone as (delete from ${this.#schema}.subscriptions where consumer <> all($1::text[])),
       unwanted as (delete from ${this.#schema}.deliveries where consumer <> all($1::text[]))
       delete from ${this.#schema}.consumers where name <> all($1::text[])`,
      [names],
    );
  }
}
