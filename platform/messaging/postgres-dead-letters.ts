import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import type { DeadLetterFilter, DeadLetterStatus, DeadLetters, DeadLetterView, Redrive } from './dead-letters.ts';
import type { Envelope } from './envelope.ts';

/** Letters redriven in one transaction. */
const CHUNK = 500;

interface LetterRow {
  readonly id: string;
  readonly status: DeadLetterStatus;
  readonly consumer: string;
  readonly message_id: string;
  readonly cause: string;
  readonly attempts: number;
  readonly failed_at: Date;
  readonly envelope: string;
  readonly redriven_at: Date | null;
  readonly redriven_by: string | null;
  readonly redriven_because: string | null;
}

interface Requeued {
  readonly count: number;
  /** The highest id among them. */
  readonly last: string | null;
}

/** The dead letters of the embedded broker. */
export class PostgresDeadLetters implements DeadLetters {
  readonly #pool: pg.Pool;
  readonly #schema: string;
  readonly #clock: Clock;

  constructor(pool: pg.Pool, schema: string, clock: Clock) {
    this.#pool = pool;
    this.#schema = schema;
    this.#clock = clock;
  }

  async get(deadLetterId: string): Promise<DeadLetterView | undefined> {
    const { rows } = await this.#pool.query<LetterRow>(`${this.#select()} where id = $1`, [deadLetterId]);
    return rows.map(viewOf)[0];
  }

  async list({
    consumer,
    status,
    before,
    limit,
  }: DeadLetterFilter & { readonly before?: string; readonly limit: number }): ReturnType<DeadLetters['list']> {
    const { rows } = await this.#pool.query<LetterRow>(
      `${this.#select()}
       where ($1::text is null or consumer = $1) and ($2::text is null or status = $2) and ($3::int8 is null or id < $3)
       order by id desc limit $4`,
      [consumer ?? null, status ?? null, before ?? null, limit + 1],
    );
    return { letters: rows.slice(0, limit).map(viewOf), more: rows.length > limit };
  }

  async redrive(deadLetterId: string, redrive: Redrive): Promise<boolean> {
    await this.#requeue('id = $4', [deadLetterId], redrive);
    const { rowCount } = await this.#pool.query(`select 1 from ${this.#schema}.dead_letters where id = $1`, [
      deadLetterId,
    ]);
    return rowCount === 1;
  }

  async redriveAll(consumer: string | undefined, redrive: Redrive): Promise<number> {
    // Each id is passed once, so a message that dies again at once is not redriven for ever.
    let redriven = 0;
    for (let after = '0'; ; ) {
      const where = `id > $4 and ($5::text is null or consumer = $5)`;
      const { count, last } = await this.#requeue(where, [after, consumer ?? null], redrive);
      redriven += count;
      if (last === null || count < CHUNK) return redriven;
      after = last;
    }
  }

  async sweep(failedBeforeMs: number): Promise<number> {
    for (let swept = 0; ; ) {
      const { rowCount } = await this.#pool.query(
        `delete from ${this.#schema}.dead_letters
         where id in (select id from ${this.#schema}.dead_letters where failed_at < $1 limit ${CHUNK})`,
        [new Date(failedBeforeMs)],
      );
      swept += rowCount ?? 0;
      if ((rowCount ?? 0) < CHUNK) return swept;
    }
  }

  /** In one statement, so that a letter is dead or waits, and never both or neither. In order, so that keys keep theirs. */
  async #requeue(where: string, values: readonly unknown[], { who, why }: Redrive): Promise<Requeued> {
    const { rows } = await this.#pool.query<Requeued>(
      `with dead as (
         select id from ${this.#schema}.dead_letters
         where redriven_at is null and ${where} order by id limit ${CHUNK} for update),
       redriven as (
         update ${this.#schema}.dead_letters l set redriven_at = $1, redriven_by = $2, redriven_because = $3
         from dead where l.id = dead.id
         returning l.id, l.consumer, l.message_id, l.ordering_key, l.envelope),
       requeued as (
         insert into ${this.#schema}.deliveries (consumer, message_id, ordering_key, envelope)
         select consumer, message_id, ordering_key, envelope from redriven order by id
         on conflict (consumer, message_id) do nothing)
       select count(*)::int4 as count, max(id)::text as last from redriven`,
      [new Date(this.#clock.nowMs()), who, why, ...values],
    );
    return rows[0] ?? { count: 0, last: null };
  }

  #select(): string {
    return `select * from (
      select l.*, case
        when l.redriven_at is null then 'dead'
        when exists (
          select 1 from ${this.#schema}.deliveries d where d.consumer = l.consumer and d.message_id = l.message_id
        ) then 'redriven' else 'delivered' end as status
      from ${this.#schema}.dead_letters l) letters`;
  }
}

function viewOf(row: LetterRow): DeadLetterView {
  const { redriven_at: at } = row;
  return {
    deadLetterId: String(row.id),
    status: row.status,
    consumer: row.consumer,
    messageId: row.message_id,
    cause: row.cause,
    attempts: row.attempts,
    failedAtMs: row.failed_at.getTime(),
    envelope: JSON.parse(row.envelope) as Envelope,
    redriven:
      at === null ? undefined : { atMs: at.getTime(), who: row.redriven_by ?? '', why: row.redriven_because ?? '' },
  };
}
