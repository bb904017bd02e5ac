import type pg from 'pg';
import { assert } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { arrayLiteral } from '../store/array-literal.ts';
import { text, uuid } from '../store/table.ts';
import type { Broker, Consumer, DeadLetter, Handler, Middleware, Subscription } from './broker.ts';
import { EmbeddedConsumer } from './embedded-consumer.ts';
import { type Envelope, orderingKeyOf } from './envelope.ts';
import { WorkLoop } from './work-loop.ts';

// The broker on PostgreSQL: one row per message and consumer that waits for it. Subscriptions are kept in the database,
// so that a message published by one process reaches the consumers of all others, running or not. A type that nobody
// subscribes to costs nothing. Consumers in the publishing process are woken; those of others poll.

export interface EmbeddedBrokerOptions {
  /** Not that of the modules: a consumer holds a connection while its handler, which needs others, works. */
  readonly pool: pg.Pool;
  readonly clock: Clock;
  readonly schema?: string;
  readonly pollMs?: number;
  /** Messages handed to a handler at once at the most. */
  readonly batchSize?: number;
  /** Around every handler, the first outermost. */
  readonly middleware?: readonly Middleware[];
  /**
   * True where every consumer there is has been subscribed or declared: what waits for any other is dropped at start,
   * because nobody will ever take it. Default: false.
   */
  readonly retireUnknown?: boolean;
  /** A delivery, or the delivering itself, failed; it is tried again. */
  onFailure(consumer: string, error: Error, messageId?: string): void;
  onDeadLetter(letter: DeadLetter): void;
}

interface Running {
  readonly consumer: EmbeddedConsumer;
  readonly loop: WorkLoop;
}

export class EmbeddedBroker implements Broker {
  readonly #options: EmbeddedBrokerOptions;
  readonly #schema: string;
  readonly #consumers = new Map<string, Consumer>();
  readonly #subscriptions: Subscription[] = [];
  #running: readonly Running[] | undefined;

  constructor(options: EmbeddedBrokerOptions) {
    this.#options = options;
    this.#schema = options.schema ?? 'broker';
  }

  subscribe(subscription: Subscription): void {
    this.declare(subscription);
    this.#subscriptions.push(subscription);
  }

  declare(consumer: Consumer): void {
    const { consumer: name, events } = consumer;
    assert(this.#running === undefined, `${name} was subscribed after the broker had started`);
    assert(!this.#consumers.has(name), `there are two consumers named ${name}: choose another name for one`);
    assert(events.length > 0, `${name} subscribes to no event`);
    this.#consumers.set(name, consumer);
  }

  async start(): Promise<void> {
    assert(this.#running === undefined, 'the broker was started twice');
    await this.#register();
    this.#running = this.#subscriptions.map((subscription) => this.#run(subscription));
    for (const { loop } of this.#running) loop.start();
  }

  async stop(): Promise<void> {
    await Promise.all((this.#running ?? []).map(({ loop }) => loop.stop()));
  }

  async publish(envelopes: readonly Envelope[]): Promise<void> {
    if (envelopes.length === 0) return;
    const { rows } = await this.#options.pool.query<{ type: string }>(
      `select distinct type from ${this.#schema}.subscriptions`,
    );
    const subscribed = new Set(rows.map(({ type }) => type));
    const wanted = envelopes.filter(({ type }) => subscribed.has(type));
    if (wanted.length === 0) return;
    await this.#enqueue(wanted);
    this.#wake(new Set(wanted.map(({ type }) => type)));
  }

  async #enqueue(envelopes: readonly Envelope[]): Promise<void> {
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
      arrayLiteral(
        text,
        envelopes.map((envelope) => JSON.stringify(envelope)),
      ),
    ];
    await this.#options.pool.query(
      `insert into ${this.#schema}.deliveries (consumer, message_id, ordering_key, envelope)
       select s.consumer, m.id, m.ordering_key, m.envelope
       from unnest($1::uuid[], $2::text[], $3::text[], $4::text[])
         with ordinality m (id, type, ordering_key, envelope, place)
       join ${this.#schema}.subscriptions s on s.type = m.type
       order by m.place
       on conflict (consumer, message_id) do nothing`,
      values,
    );
  }

  #wake(types: ReadonlySet<string>): void {
    for (const { consumer, loop } of this.#running ?? []) if (consumer.listensTo(types)) loop.wake();
  }

  #run(subscription: Subscription): Running {
    const { pool, clock, pollMs = 1_000, batchSize = 256, middleware = [], onFailure, onDeadLetter } = this.#options;
    const name = subscription.consumer;
    const handle = middleware.reduceRight<Handler>((next, around) => around(subscription, next), subscription.handle);
    const consumer = new EmbeddedConsumer({
      pool,
      schema: this.#schema,
      clock,
      batchSize,
      subscription,
      handle,
      onFailed: (error, messageId) => onFailure(name, error, messageId),
      onDeadLetter,
    });
    const loop = new WorkLoop({
      clock,
      pollMs,
      turn: () => consumer.deliverDue(),
      onFailure: (error) => onFailure(name, error),
    });
    return { consumer, loop };
  }

  /** Makes the database's subscriptions those of the code. One statement, so no publisher sees a half of it. */
  async #register(): Promise<void> {
    const pairs = [...this.#consumers.values()].flatMap(({ consumer, events }) =>
      events.map(({ type }) => ({ consumer, type })),
    );
    const names = [...this.#consumers.keys()];
    await this.#options.pool.query(
      `with known as (
         insert into ${this.#schema}.consumers (name) select unnest($1::text[]) on conflict do nothing),
       dropped as (
         delete from ${this.#schema}.subscriptions s where s.consumer = any($1::text[])
           and (s.consumer, s.type) not in (select * from unnest($2::text[], $3::text[])))
       insert into ${this.#schema}.subscriptions (consumer, type)
       select * from unnest($2::text[], $3::text[]) on conflict do nothing`,
      [names, pairs.map(({ consumer }) => consumer), pairs.map(({ type }) => type)],
    );
    if (this.#options.retireUnknown !== true) return;
    await this.#options.pool.query(
      `with gone as (delete from ${this.#schema}.subscriptions where consumer <> all($1::text[])),
       unwanted as (delete from ${this.#schema}.deliveries where consumer <> all($1::text[]))
       delete from ${this.#schema}.consumers where name <> all($1::text[])`,
      [names],
    );
  }
}
