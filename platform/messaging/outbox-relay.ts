import type pg from 'pg';
import { assert } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import { arrayLiteral } from '../store/array-literal.ts';
import { bigint } from '../store/table.ts';
import { type Broker, Unpublishable } from './broker.ts';
import { type Envelope, type RecordedEvent, toEnvelope } from './envelope.ts';
import { inRepeatableTransaction } from './postgres-transaction.ts';
import { storableCause } from './storable-cause.ts';
import { type Turn, WorkLoop } from './work-loop.ts';

// Carries one module's outbox to the broker. Guarantees: an event whose transaction committed is published at least
// once; events of one key are published in order; of several relays on one outbox one works at a time; what no broker
// can take is put aside with its cause, and the rest goes on. Publishes again what it published before a crash.

export interface OutboxRelayOptions {
  /** Not the embedded broker's: a relay holds a connection while the broker, which needs another, publishes. */
  readonly pool: pg.Pool;
  /** The module's schema. */
  readonly schema: string;
  /** Package of the module's contract, as the envelopes name their source. */
  readonly source: string;
  readonly broker: Pick<Broker, 'publish'>;
  readonly clock: Clock;
  readonly pollMs?: number;
  /** Batches published together at the most. */
  readonly maxRecords?: number;
  /** A run failed; it is tried again. */
  onFailure(error: Error): void;
}

interface OutboxRecord {
  readonly position: number;
  readonly record_id: string;
  readonly events: string;
}

interface Refused {
  readonly recordId: string;
  readonly messageId: string | null;
  readonly event: string;
  readonly cause: string;
}

interface Opened {
  /** By the id of their event. */
  readonly recordIds: ReadonlyMap<string, string>;
  readonly envelopes: readonly Envelope[];
  readonly unreadable: readonly Refused[];
}

export class OutboxRelay {
  readonly #options: OutboxRelayOptions;
  readonly #maxRecords: number;
  readonly #loop: WorkLoop;

  constructor(options: OutboxRelayOptions) {
    this.#options = options;
    this.#maxRecords = options.maxRecords ?? 32;
    this.#loop = new WorkLoop({
      clock: options.clock,
      pollMs: options.pollMs ?? 1_000,
      turn: () => this.relayOnce(),
      onFailure: (error) => options.onFailure(error),
    });
  }

  start(): void {
    this.#loop.start();
  }

  /** Says that something was committed to the outbox. */
  wake(): void {
    this.#loop.wake();
  }

  /** Resolves when the run in progress has ended. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** Publishes what waits, up to one chunk. */
  relayOnce(): Promise<Turn> {
    const { pool, schema } = this.#options;
    return inRepeatableTransaction(pool, async (client) => {
      // The second statement sees what was committed before the first got its lock, so nothing that another relay has
      // just published.
      const [turn, found] = await Promise.all([
        client.query(`select 1 from ${schema}.outbox_relay for update skip locked`),
        client.query<OutboxRecord>(
          `select position, record_id, events from ${schema}.outbox order by position limit ${this.#maxRecords}`,
        ),
      ]);
      if (turn.rowCount === 0) return 'busy';
      const records = found.rows;
      if (records.length === 0) return 'done';
      const opened = open(records, this.#options.source);
      const refused = [...opened.unreadable, ...(await this.#publish(opened))];
      await this.#take(client, records, refused);
      return records.length === this.#maxRecords ? 'more' : 'done';
    });
  }

  /** Publishes all that the broker can take; answers the rest. */
  async #publish({ envelopes, recordIds }: Opened): Promise<Refused[]> {
    const refused: Refused[] = [];
    for (let open = envelopes; open.length > 0; ) {
      try {
        await this.#options.broker.publish(open);
        break;
      } catch (error) {
        if (!(error instanceof Unpublishable)) throw error;
        const { messageIds } = error;
        const cause = storableCause(error.message);
        const rest = open.filter(({ id }) => !messageIds.has(id));
        assert(rest.length < open.length, `the broker refused messages that it was not given: ${cause}`);
        for (const envelope of open) {
          if (!messageIds.has(envelope.id)) continue;
          const recordId = recordIds.get(envelope.id) ?? envelope.id;
          refused.push({ recordId, messageId: envelope.id, event: JSON.stringify(envelope), cause });
        }
        open = rest;
      }
    }
    return refused;
  }

  /** Takes the records off the outbox, keeping what was refused. */
  async #take(client: pg.PoolClient, records: readonly OutboxRecord[], refused: readonly Refused[]): Promise<void> {
    const { schema, clock } = this.#options;
    if (refused.length > 0) {
      await client.query(
        `insert into ${schema}.outbox_dead_letters (record_id, message_id, event, cause, failed_at)
         select r."recordId", r."messageId", r.event, r.cause, $2
         from jsonb_to_recordset($1) r ("recordId" uuid, "messageId" uuid, event text, cause text)`,
        [JSON.stringify(refused), new Date(clock.nowMs())],
      );
    }
    const positions = arrayLiteral(
      bigint,
      records.map(({ position }) => position),
    );
    await client.query(`delete from ${schema}.outbox where position = any($1::int8[])`, [positions]);
  }
}

/** The records' events as envelopes, in order. */
function open(records: readonly OutboxRecord[], source: string): Opened {
  const recordIds = new Map<string, string>();
  const envelopes: Envelope[] = [];
  const unreadable: Refused[] = [];
  for (const { record_id: recordId, events } of records) {
    try {
      const readable = (JSON.parse(events) as RecordedEvent[]).map((event) => toEnvelope(source, event));
      for (const { id } of readable) recordIds.set(id, recordId);
      envelopes.push(...readable);
    } catch (error) {
      unreadable.push({ recordId, messageId: null, event: events, cause: storableCause((error as Error).message) });
    }
  }
  return { recordIds, envelopes, unreadable };
}
