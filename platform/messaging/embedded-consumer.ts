import type pg from 'pg';
import type { Clock } from '../kernel/clock.ts';
import type { EventType } from '../rpc/contract.ts';
import { type Attempted, attemptDelivery } from './attempt-delivery.ts';
import type { DeadLetter, Handler, Subscription } from './broker.ts';
import { DeliveryQueue, type DeliveryRow, type Hopeless, type Retry } from './delivery-queue.ts';
import type { Envelope } from './envelope.ts';
import { InvalidPayload, readPayload } from './payload.ts';
import { inRepeatableTransaction, storable } from './postgres-transaction.ts';
import { type Backoff, backoffMs, type Turn } from './work-loop.ts';

// Delivers to one consumer of the embedded broker. One process at a time: the consumer's row stays locked while its
// handler works. The handler's own transaction is another one, so a process that dies in between leaves the messages in
// the queue and they are delivered again.

const MAX_ATTEMPTS = 5;
/** Pauses of 1, 4, 16 and 60 seconds: a fault of a minute is survived without a dead letter. */
const RETRY_PAUSE: Backoff = { firstMs: 1_000, factor: 4, maxMs: 60_000 };

export interface EmbeddedConsumerOptions {
  readonly pool: pg.Pool;
  readonly schema: string;
  readonly clock: Clock;
  readonly batchSize: number;
  readonly subscription: Subscription;
  /** The subscription's handler with everything that goes around it. */
  readonly handle: Handler;
  onFailed(error: Error, messageId: string): void;
  onDeadLetter(letter: DeadLetter): void;
}

interface Message {
  readonly position: number;
  readonly messageId: string;
  readonly orderingKey: string;
  readonly attempts: number;
  readonly envelope: Envelope;
}

export class EmbeddedConsumer {
  readonly #options: EmbeddedConsumerOptions;
  readonly #queue: DeliveryQueue;
  readonly #types: ReadonlyMap<string, EventType>;

  constructor(options: EmbeddedConsumerOptions) {
    this.#options = options;
    this.#queue = new DeliveryQueue(options.schema, options.subscription.consumer);
    this.#types = new Map(options.subscription.events.map((event) => [event.type, event]));
  }

  listensTo(types: ReadonlySet<string>): boolean {
    for (const type of this.#types.keys()) if (types.has(type)) return true;
    return false;
  }

  /**
   * Delivers what is due, up to one batch.
   * @throws the handler's error when it said that it cannot work just now; what it did deliver stays delivered.
   */
  async deliverDue(): Promise<Turn> {
    let attempted: Attempted<Message> | undefined;
    let hopeless: readonly Hopeless[] = [];
    const { pool, clock, batchSize, handle } = this.#options;
    const turn = await inRepeatableTransaction(pool, async (client): Promise<Turn> => {
      const rows = await this.#queue.take(client, clock.nowMs(), batchSize);
      if (rows === 'busy') return 'busy';
      if (rows.length === 0) return 'done';
      const { messages, invalid } = this.#read(rows);
      attempted = await attemptDelivery(messages, (part) => handle(part.map(({ envelope }) => envelope)));
      const { retries, exhausted } = this.#judge(attempted);
      hopeless = [...invalid, ...exhausted];
      const delivered = attempted.delivered.map(({ position }) => position);
      await this.#queue.settle(client, clock.nowMs(), { delivered, retries, hopeless });
      // What waited behind a dead letter is due now.
      return rows.length === batchSize || hopeless.length > 0 ? 'more' : 'done';
    });
    this.#report(attempted, hopeless);
    if (attempted?.unavailable !== undefined) throw attempted.unavailable;
    return turn;
  }

  #read(rows: readonly DeliveryRow[]): { messages: Message[]; invalid: Hopeless[] } {
    const messages: Message[] = [];
    const invalid: Hopeless[] = [];
    for (const { position, message_id: messageId, ordering_key: orderingKey, envelope: json, attempts } of rows) {
      try {
        const envelope = JSON.parse(json) as Envelope;
        const type = this.#types.get(envelope.type);
        if (type === undefined) throw new InvalidPayload(`this consumer does not know the event ${envelope.type}`);
        const data = readPayload(type.description, envelope.data);
        messages.push({ position, messageId, orderingKey, attempts, envelope: { ...envelope, data } });
      } catch (error) {
        invalid.push({ position, messageId, attempts, cause: storable((error as Error).message) });
      }
    }
    return { messages, invalid };
  }

  #judge({ failed }: Attempted<Message>): { retries: Retry[]; exhausted: Hopeless[] } {
    const nowMs = this.#options.clock.nowMs();
    const retries: Retry[] = [];
    const exhausted: Hopeless[] = [];
    for (const { message, error } of failed) {
      const { position, messageId } = message;
      const attempts = message.attempts + 1;
      if (attempts >= MAX_ATTEMPTS) exhausted.push({ position, messageId, attempts, cause: storable(error.message) });
      else retries.push({ position, attempts, dueMs: nowMs + backoffMs(attempts, RETRY_PAUSE) });
    }
    return { retries, exhausted };
  }

  /** Tells of failures after they are committed: a dead letter that was reported exists. */
  #report(attempted: Attempted<Message> | undefined, hopeless: readonly Hopeless[]): void {
    const { onFailed, onDeadLetter, subscription } = this.#options;
    for (const { message, error } of attempted?.failed ?? []) onFailed(error, message.messageId);
    for (const { messageId, cause, attempts } of hopeless) {
      onDeadLetter({ consumer: subscription.consumer, messageId, cause, attempts });
    }
  }
}
