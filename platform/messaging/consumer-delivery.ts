import { type Backoff, backoffMs } from '../kernel/backoff.ts';
import type { Clock } from '../kernel/clock.ts';
import { type Attempted, attemptDelivery } from './attempt-delivery.ts';
import type { DeadLetter, Handler, Subscription } from './broker.ts';
import type { Envelope } from './envelope.ts';
import { EventReader, typesOf } from './event-versions.ts';
import type { DeliveryQueue, Hopeless, Retry, WaitingMessage } from './queues.ts';
import { storableCause } from './storable-cause.ts';
import type { Turn } from './work-loop.ts';

// Delivers to one consumer what waits in its queue: reads and checks each message, hands them to the handler, and judges
// what failed. The handler's effect is in a transaction of its own, so a process that dies between that and the settling
// of the queue delivers the messages again.

const MAX_ATTEMPTS = 5;
/** Pauses of 1, 4, 16 and 60 seconds: a fault of a minute is survived without a dead letter. */
const RETRY_PAUSE: Backoff = { firstMs: 1_000, factor: 4, maxMs: 60_000 };

export interface ConsumerDeliveryOptions {
  readonly queue: DeliveryQueue;
  readonly clock: Clock;
  readonly batchSize: number;
  readonly subscription: Subscription;
  /** The subscription's handler with everything that goes around it. */
  readonly handle: Handler;
  onFailed(error: Error, messageId: string): void;
  onDeadLetter(letter: DeadLetter): void;
}

interface Message extends Omit<WaitingMessage, 'envelope'> {
  readonly envelope: Envelope;
}

export class ConsumerDelivery {
  readonly #options: ConsumerDeliveryOptions;
  readonly #reader: EventReader;
  readonly #types: readonly string[];

  constructor(options: ConsumerDeliveryOptions) {
    this.#options = options;
    this.#reader = new EventReader(options.subscription);
    this.#types = typesOf(options.subscription);
  }

  listensTo(types: ReadonlySet<string>): boolean {
    return this.#types.some((type) => types.has(type));
  }

  /**
   * Delivers what is due, up to one batch.
   * @throws the handler's error when it said that it cannot work just now; what it did deliver stays delivered.
   */
  async deliverDue(): Promise<Turn> {
    let attempted: Attempted<Message> | undefined;
    let hopeless: readonly Hopeless[] = [];
    const { queue, clock, batchSize, handle } = this.#options;
    const taken = await queue.deliver(
      () => clock.nowMs(),
      batchSize,
      async (waiting) => {
        const { messages, invalid } = this.#read(waiting);
        attempted = await attemptDelivery(messages, (part) => handle(part.map(({ envelope }) => envelope)));
        const { retries, exhausted } = this.#judge(attempted);
        hopeless = [...invalid, ...exhausted];
        return { delivered: attempted.delivered.map(({ position }) => position), retries, hopeless };
      },
    );
    if (taken === 'busy') return 'busy';
    this.#report(attempted, hopeless);
    if (attempted?.unavailable !== undefined) throw attempted.unavailable;
    // What waited behind a dead letter is due now.
    return taken === batchSize || hopeless.length > 0 ? 'more' : 'done';
  }

  #read(waiting: readonly WaitingMessage[]): { messages: Message[]; invalid: Hopeless[] } {
    const messages: Message[] = [];
    const invalid: Hopeless[] = [];
    for (const { position, messageId, orderingKey, attempts, envelope: json } of waiting) {
      try {
        const envelope = this.#reader.read(JSON.parse(json) as Envelope);
        messages.push({ position, messageId, orderingKey, attempts, envelope });
      } catch (error) {
        invalid.push({ position, messageId, attempts, cause: storableCause((error as Error).message) });
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
      if (attempts >= MAX_ATTEMPTS)
        exhausted.push({ position, messageId, attempts, cause: storableCause(error.message) });
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
