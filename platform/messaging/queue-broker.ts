import { assert } from '../kernel/assert.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Broker, Consumer, DeadLetter, Handler, Middleware, Subscription } from './broker.ts';
import { ConsumerDelivery } from './consumer-delivery.ts';
import type { Envelope } from './envelope.ts';
import { versionFaults } from './event-versions.ts';
import type { Queues } from './queues.ts';
import { WorkLoop } from './work-loop.ts';

// A broker over queues that several processes share. A message published by one process reaches the consumers of all
// others, running or not. Consumers in the publishing process are woken; those of others poll.

export interface QueueBrokerOptions {
  readonly queues: Queues;
  readonly clock: Clock;
  readonly pollMs?: number;
  /** Messages handed to a handler at once at the most: the more, the faster a backlog goes and the later its first. */
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
  readonly consumer: ConsumerDelivery;
  readonly loop: WorkLoop;
}

export class QueueBroker implements Broker {
  readonly #options: QueueBrokerOptions;
  readonly #consumers = new Map<string, Consumer>();
  readonly #subscriptions: Subscription[] = [];
  #running: readonly Running[] | undefined;

  constructor(options: QueueBrokerOptions) {
    this.#options = options;
  }

  get consumers(): readonly Consumer[] {
    return [...this.#consumers.values()];
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
    const [fault] = versionFaults(consumer);
    assert(fault === undefined, fault ?? '');
    this.#consumers.set(name, consumer);
  }

  async start(): Promise<void> {
    assert(this.#running === undefined, 'the broker was started twice');
    const { queues, retireUnknown = false } = this.#options;
    await queues.register([...this.#consumers.values()], retireUnknown);
    this.#running = this.#subscriptions.map((subscription) => this.#run(subscription));
    for (const { loop } of this.#running) loop.start();
  }

  async stop(): Promise<void> {
    await Promise.all((this.#running ?? []).map(({ loop }) => loop.stop()));
  }

  async publish(envelopes: readonly Envelope[]): Promise<void> {
    if (envelopes.length === 0) return;
    this.#wake(await this.#options.queues.enqueue(envelopes));
  }

  #wake(types: ReadonlySet<string>): void {
    for (const { consumer, loop } of this.#running ?? []) if (consumer.listensTo(types)) loop.wake();
  }

  #run(subscription: Subscription): Running {
    const { queues, clock, pollMs = 1_000, batchSize = 512, middleware = [], onFailure, onDeadLetter } = this.#options;
    const name = subscription.consumer;
    const handle = middleware.reduceRight<Handler>((next, around) => around(subscription, next), subscription.handle);
    const consumer = new ConsumerDelivery({
      queue: queues.queueOf(name),
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
}
