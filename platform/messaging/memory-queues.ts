import { StoreUnavailable } from '../store/store.ts';
import type { Consumer, DeadLetter } from './broker.ts';
import type { DeadLetterView } from './dead-letters.ts';
import { type Envelope, orderingKeyOf } from './envelope.ts';
import { typesOf } from './event-versions.ts';
import type { DeliveryQueue, Queues, Results, WaitingMessage } from './queues.ts';

// The queues of a broker in memory, for tests and for the simulation. They stand for a server: hosts connect to them,
// and what they hold outlives any host. Everything happens in the order of the calls, in microtasks alone.

interface Waiting extends WaitingMessage {
  readonly dueMs: number;
}

interface MemoryQueue {
  readonly name: string;
  /** By position, in order: a retry keeps its place. */
  readonly waiting: Map<number, Waiting>;
  readonly ids: Set<string>;
  /** Whose delivery is in progress. */
  turn: MemoryConnection | undefined;
}

export interface MemoryDeadLetter extends DeadLetter {
  readonly id: number;
  /** `Envelope` as JSON text. */
  readonly envelope: string;
  readonly failedAtMs: number;
  readonly redriven: DeadLetterView['redriven'];
}

export class MemoryQueues {
  readonly #queues = new Map<string, MemoryQueue>();
  readonly #consumersOf = new Map<string, Set<string>>();
  readonly #deadLetters = new Map<string, MemoryDeadLetter>();
  #lastPosition = 0;
  #lastLetter = 0;

  connect(): MemoryConnection {
    return new MemoryConnection(this);
  }

  /** In the order of their ids. */
  get deadLetters(): readonly MemoryDeadLetter[] {
    return [...this.#deadLetters.values()];
  }

  /** True while the message waits for the consumer. */
  holds(consumer: string, messageId: string): boolean {
    return this.#queues.get(consumer)?.ids.has(messageId) ?? false;
  }

  /** How many messages wait for the consumer. */
  depth(consumer: string): number {
    return this.#queues.get(consumer)?.waiting.size ?? 0;
  }

  register(consumers: readonly Consumer[], retireUnknown: boolean): void {
    const known = new Set(consumers.map(({ consumer }) => consumer));
    for (const names of this.#consumersOf.values()) {
      for (const name of names) if (retireUnknown || known.has(name)) names.delete(name);
    }
    for (const name of this.#queues.keys()) if (retireUnknown && !known.has(name)) this.#queues.delete(name);
    for (const consumer of consumers) {
      const { consumer: name } = consumer;
      if (!this.#queues.has(name)) {
        this.#queues.set(name, { name, waiting: new Map(), ids: new Set(), turn: undefined });
      }
      for (const type of typesOf(consumer)) {
        this.#consumersOf.set(type, (this.#consumersOf.get(type) ?? new Set()).add(name));
      }
    }
  }

  enqueue(envelopes: readonly Envelope[]): ReadonlySet<string> {
    const wanted = envelopes.filter(({ type }) => (this.#consumersOf.get(type)?.size ?? 0) > 0);
    for (const envelope of wanted) {
      for (const name of this.#consumersOf.get(envelope.type) ?? []) this.#add(name, envelope);
    }
    return new Set(wanted.map(({ type }) => type));
  }

  /** What is due for the consumer while it is this connection's turn; 'busy' while it is another's. */
  take(connection: MemoryConnection, consumer: string, nowMs: number, limit: number): WaitingMessage[] | 'busy' {
    const queue = this.#queues.get(consumer);
    if (queue === undefined || queue.turn !== undefined) return 'busy';
    queue.turn = connection;
    const due: WaitingMessage[] = [];
    const held = new Set<string>();
    for (const message of queue.waiting.values()) {
      if (due.length === limit) break;
      if (message.dueMs > nowMs) held.add(message.orderingKey);
      else if (!held.has(message.orderingKey)) due.push(message);
    }
    return due;
  }

  settle(consumer: string, nowMs: number, { delivered, retries, hopeless }: Results): void {
    const queue = this.#queues.get(consumer);
    if (queue === undefined) return;
    for (const position of delivered) remove(queue, position);
    for (const { position, attempts, dueMs } of retries) {
      const message = queue.waiting.get(position);
      if (message !== undefined) queue.waiting.set(position, { ...message, attempts, dueMs });
    }
    for (const { position, messageId, cause, attempts } of hopeless) {
      const envelope = remove(queue, position)?.envelope ?? '';
      const key = `${consumer}/${messageId}`;
      const id = this.#deadLetters.get(key)?.id ?? ++this.#lastLetter;
      const redriven = undefined;
      this.#deadLetters.set(key, { id, consumer, messageId, cause, attempts, envelope, failedAtMs: nowMs, redriven });
    }
  }

  redrive(id: number, redriven: MemoryDeadLetter['redriven']): void {
    for (const [key, letter] of this.#deadLetters) {
      if (letter.id !== id) continue;
      this.#deadLetters.set(key, { ...letter, redriven });
      this.#add(letter.consumer, JSON.parse(letter.envelope) as Envelope);
    }
  }

  /** Forgets dead letters that failed before the time. */
  forget(failedBeforeMs: number): number {
    const old = [...this.#deadLetters].filter(([, { failedAtMs }]) => failedAtMs < failedBeforeMs);
    for (const [key] of old) this.#deadLetters.delete(key);
    return old.length;
  }

  /** Ends the connection's turn at the consumer, or at every one. */
  endTurn(connection: MemoryConnection, consumer?: string): void {
    for (const queue of this.#queues.values()) {
      if (queue.turn === connection && (consumer === undefined || queue.name === consumer)) queue.turn = undefined;
    }
  }

  #add(consumer: string, envelope: Envelope): void {
    const queue = this.#queues.get(consumer);
    if (queue === undefined || queue.ids.has(envelope.id)) return;
    this.#lastPosition += 1;
    queue.ids.add(envelope.id);
    queue.waiting.set(this.#lastPosition, {
      position: this.#lastPosition,
      messageId: envelope.id,
      orderingKey: orderingKeyOf(envelope),
      attempts: 0,
      envelope: JSON.stringify(envelope),
      dueMs: 0,
    });
  }
}

/** One host's way to the queues. */
export class MemoryConnection implements Queues {
  readonly #queues: MemoryQueues;
  #isCut = false;

  constructor(queues: MemoryQueues) {
    this.#queues = queues;
  }

  /** The host is gone: nothing that it still does takes effect, and others deliver in its place. */
  cut(): void {
    this.#isCut = true;
    this.#queues.endTurn(this);
  }

  async register(consumers: readonly Consumer[], retireUnknown: boolean): Promise<void> {
    this.#requireOpen();
    this.#queues.register(consumers, retireUnknown);
  }

  async enqueue(envelopes: readonly Envelope[]): Promise<ReadonlySet<string>> {
    this.#requireOpen();
    return this.#queues.enqueue(envelopes);
  }

  queueOf(consumer: string): DeliveryQueue {
    return {
      deliver: async (nowMs, limit, work) => {
        this.#requireOpen();
        const waiting = this.#queues.take(this, consumer, nowMs(), limit);
        if (waiting === 'busy') return 'busy';
        try {
          if (waiting.length > 0) {
            const results = await work(waiting);
            this.#requireOpen();
            this.#queues.settle(consumer, nowMs(), results);
          }
          return waiting.length;
        } finally {
          this.#queues.endTurn(this, consumer);
        }
      },
    };
  }

  #requireOpen(): void {
    if (this.#isCut) throw new StoreUnavailable('the connection to the broker is cut');
  }
}

function remove(queue: MemoryQueue, position: number): Waiting | undefined {
  const message = queue.waiting.get(position);
  queue.waiting.delete(position);
  if (message !== undefined) queue.ids.delete(message.messageId);
  return message;
}
