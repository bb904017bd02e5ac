import type { Consumer } from './broker.ts';
import type { Envelope } from './envelope.ts';

// What a broker of our own keeps: a queue of messages for each consumer. PostgreSQL keeps them for the embedded broker,
// memory for tests and for the simulation; what delivers from them is the same code for both (consumer-delivery.ts).

export interface Queues {
  /**
   * Makes the subscriptions of these consumers those of the code; from then on their messages are kept for them.
   * @param retireUnknown drops every other consumer with all that waits for it
   */
  register(consumers: readonly Consumer[], retireUnknown: boolean): Promise<void>;
  /** Keeps every envelope once for each consumer of its type, in order. Answers the types that somebody waits for. */
  enqueue(envelopes: readonly Envelope[]): Promise<ReadonlySet<string>>;
  queueOf(consumer: string): DeliveryQueue;
}

export interface DeliveryQueue {
  /**
   * Hands to the work what is due, in order and without what waits behind a failed message of its key, and settles what
   * came of it. Answers how many messages were handed over, or 'busy' when another process is at this queue. A process
   * that dies in between leaves the messages where they were.
   */
  deliver(
    nowMs: () => number,
    limit: number,
    work: (waiting: readonly WaitingMessage[]) => Promise<Results>,
  ): Promise<number | 'busy'>;
}

/** A message that waits for a consumer. */
export interface WaitingMessage {
  readonly position: number;
  readonly messageId: string;
  readonly orderingKey: string;
  /** How often its delivery has failed. */
  readonly attempts: number;
  /** `Envelope` as JSON text. */
  readonly envelope: string;
}

export interface Hopeless {
  readonly position: number;
  readonly messageId: string;
  readonly cause: string;
  readonly attempts: number;
}

export interface Retry {
  readonly position: number;
  readonly attempts: number;
  readonly dueMs: number;
}

export interface Results {
  /** Positions of the messages that are delivered. */
  readonly delivered: readonly number[];
  readonly retries: readonly Retry[];
  /** They become dead letters. */
  readonly hopeless: readonly Hopeless[];
}
