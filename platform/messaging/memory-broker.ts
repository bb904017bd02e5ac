import type { MemoryConnection } from './memory-queues.ts';
import { QueueBroker, type QueueBrokerOptions } from './queue-broker.ts';

export interface MemoryBrokerOptions extends Omit<QueueBrokerOptions, 'queues'> {
  /** This host's connection to the queues, which outlive it: cut it where the host crashes. */
  readonly connection: MemoryConnection;
}

/**
 * The broker in memory: the same deliveries, retries and dead letters as the embedded one, driven by the clock that is
 * passed in and by nothing else.
 */
export function createMemoryBroker({ connection, ...options }: MemoryBrokerOptions): QueueBroker {
  return new QueueBroker({ ...options, queues: connection });
}
