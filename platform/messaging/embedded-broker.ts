import type pg from 'pg';
import { PostgresQueues } from './postgres-queues.ts';
import { QueueBroker, type QueueBrokerOptions } from './queue-broker.ts';

export interface EmbeddedBrokerOptions extends Omit<QueueBrokerOptions, 'queues'> {
  /** Not that of the modules: a consumer holds a connection while its handler, which needs others, works. */
  readonly pool: pg.Pool;
  readonly schema?: string;
  /** How often a consumer that works says so to the server, which ends transactions that are silent. */
  readonly awakeEveryMs?: number;
}

/** The broker on PostgreSQL: the default, which needs no other server. */
export function createEmbeddedBroker({
  pool,
  schema = 'broker',
  awakeEveryMs,
  ...options
}: EmbeddedBrokerOptions): QueueBroker {
  return new QueueBroker({ ...options, queues: new PostgresQueues(pool, schema, awakeEveryMs) });
}
