import { present } from '../kernel/assert.ts';
import { isCausedBy } from '../kernel/causes.ts';
import type { EventType } from '../rpc/contract.ts';
import type { Envelope } from './envelope.ts';

// The port of a broker. Guarantees of every adapter: what `publish` has taken reaches every consumer of its type at
// least once, across restarts; a consumer gets the messages of one source and subject in order; one that fails holds up
// its own key only, is tried again with growing pauses and then kept as a dead letter with its cause. Does not
// guarantee exactly-once delivery: a consumer makes its effect exactly-once with its inbox (see inbox.ts).

export interface Broker {
  /**
   * Resolves when every envelope is durable for every consumer of its type. A rejection means that some may be; all are
   * published again.
   * @throws Unpublishable when envelopes can never be taken: the caller keeps those aside and publishes the others.
   */
  publish(envelopes: readonly Envelope[]): Promise<void>;
  /** Adds a consumer that runs in this process. Before `start`. */
  subscribe(subscription: Subscription): void;
  /** Names a consumer that runs in another process, so that nothing it is to get is lost before its first start. Before `start`. */
  declare(consumer: Consumer): void;
  /** All that have been subscribed or declared. */
  readonly consumers: readonly Consumer[];
  start(): Promise<void>;
  /** Resolves when no handler runs any more. */
  stop(): Promise<void>;
}

export interface Consumer {
  /** Unique and lasting: the messages that wait are kept under this name. */
  readonly consumer: string;
  readonly events: readonly EventType[];
  /** From older versions of its events: see event-versions.ts. */
  readonly upcasters?: readonly Upcaster[];
}

/** Makes the payload of an older version that of the next one. */
export interface Upcaster {
  readonly from: EventType;
  readonly to: EventType;
  readonly upcast: (payload: unknown) => unknown;
}

export interface Subscription extends Consumer {
  readonly handle: Handler;
}

/**
 * Takes messages in order. Called with all or some of what waits; when it rejects, smaller parts of the same messages
 * follow until the one at fault stands alone. So it has to be safe to repeat.
 */
export type Handler = (envelopes: readonly Envelope[]) => Promise<void>;

/** Goes around every handler, such as telemetry. */
export type Middleware = (consumer: Consumer, next: Handler) => Handler;

/** A message that a consumer will not get without an operator. */
export interface DeadLetter {
  readonly consumer: string;
  readonly messageId: string;
  readonly cause: string;
  readonly attempts: number;
}

/** The broker can never take these messages, whatever the state it is in: one is too large, say. */
export class Unpublishable extends Error {
  override readonly name = 'Unpublishable';
  readonly messageIds: ReadonlySet<string>;

  constructor(messageIds: ReadonlySet<string>, cause: string) {
    super(cause);
    this.messageIds = messageIds;
  }
}

/**
 * Thrown by a handler that cannot work at all just now. No message is at fault, so none is counted as tried; the
 * consumer pauses. A store that is away and an overloaded lane count as this wherever they are in the chain of causes.
 */
export class ConsumerUnavailable extends Error {
  override readonly name = 'ConsumerUnavailable';
}

/**
 * Thrown by a handler that has dealt with each message by itself, and knows which of them failed: the others are delivered,
 * but for those that wait behind a failed one of their key. Any other error leaves that to be found out by trying parts.
 */
export class MessagesFailed extends Error {
  override readonly name = 'MessagesFailed';
  /** Why, by message id. */
  readonly failures: ReadonlyMap<string, Error>;

  constructor(failures: ReadonlyMap<string, Error>) {
    const [first] = failures.values();
    super(`${failures.size} failed: ${present(first, 'a failure').message}`, { cause: first });
    this.failures = failures;
  }
}

const UNAVAILABLE = new Set(['ConsumerUnavailable', 'StoreUnavailable', 'Overloaded']);

/** True when the error says that the handler could not work, rather than that a message is at fault. */
export function isUnavailable(error: unknown): boolean {
  return isCausedBy(error, ({ name }) => UNAVAILABLE.has(name));
}
