import type pg from 'pg';
import type { Logger } from 'pino';
import type { EndedBatch } from '../../platform/batching/execute-batch.ts';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Closers } from '../../platform/lifecycle/closers.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { repeat } from '../../platform/lifecycle/repeat.ts';
import type { Broker } from '../../platform/messaging/broker.ts';
import { DEAD_LETTER_KEPT_MS, type DeadLetters } from '../../platform/messaging/dead-letters.ts';
import { createEmbeddedBroker } from '../../platform/messaging/embedded-broker.ts';
import { typesOf } from '../../platform/messaging/event-versions.ts';
import { sweepInbox } from '../../platform/messaging/inbox.ts';
import type { MessageAudit } from '../../platform/messaging/message-facts.ts';
import { recordEvents } from '../../platform/messaging/outbox.ts';
import { OutboxRelay } from '../../platform/messaging/outbox-relay.ts';
import { PostgresDeadLetters } from '../../platform/messaging/postgres-dead-letters.ts';
import { PostgresMessageAudit } from '../../platform/messaging/postgres-message-audit.ts';
import { PostgresOutbox } from '../../platform/messaging/postgres-outbox.ts';
import { logEvents } from '../../platform/projections/event-log.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import type { Module, Reader } from '../../platform/rpc/module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import type { Store } from '../../platform/store/store.ts';
import type { Databases } from './databases.ts';
import type { MessagingMetrics } from './messaging-metrics.ts';
import { BROKER_SCHEMA } from './migrations.ts';
import { VIEWED_TYPES } from './projections.ts';
import { CONSUMERS, requireKnown } from './topics.ts';

// Modules with their outboxes, and the relays that carry those to the broker.

/** What nobody consumes is not recorded: it would be written, relayed and dropped. */
const CONSUMED_TYPES = new Set(CONSUMERS.flatMap(typesOf));

const DEAD_LETTER_SWEEP_MS = 3_600_000;
const INBOX_SWEEP_MS = 3_600_000;
/** A dead letter may be redriven on its last day, and then be tried for a while. */
const INBOX_KEPT_MS = DEAD_LETTER_KEPT_MS + 24 * 3_600_000;

export function createBroker(databases: Databases, metrics: MessagingMetrics, log: Logger): Broker {
  return createEmbeddedBroker({
    pool: databases.poolOf(BROKER_SCHEMA),
    schema: BROKER_SCHEMA,
    clock: databases.clock,
    middleware: metrics.middleware,
    onFailure: (consumer, error, messageId) => {
      if (messageId !== undefined) metrics.failed(consumer);
      log.warn({ err: error, consumer, message_id: messageId }, 'a delivery failed; it is tried again');
    },
    onDeadLetter: (letter) => {
      metrics.died(letter);
      log.error(letter, 'a message became a dead letter: see GET /dead-letters');
    },
  });
}

/** The dead letters of every consumer; those that nobody redrove in time are forgotten. */
export function keepDeadLetters(databases: Databases, log: Logger, closers: Closers): DeadLetters {
  const deadLetters = new PostgresDeadLetters(databases.poolOf(BROKER_SCHEMA), BROKER_SCHEMA, databases.clock);
  const sweep = repeat(
    databases.clock,
    DEAD_LETTER_SWEEP_MS,
    async () => {
      const forgotten = await deadLetters.sweep(databases.clock.nowMs() - DEAD_LETTER_KEPT_MS);
      if (forgotten > 0) log.warn({ forgotten }, 'dead letters were forgotten after 30 days');
    },
    (error) => log.warn({ err: error }, 'old dead letters could not be removed; it is tried again'),
  );
  closers.add('sweep of dead letters', sweep);
  return deadLetters;
}

/** What the broker and the outboxes of the modules here keep. */
export function messageAudit(databases: Databases, modules: readonly string[]): MessageAudit {
  return new PostgresMessageAudit({
    pool: databases.reportPoolOf(BROKER_SCHEMA),
    schema: BROKER_SCHEMA,
    outboxes: modules.map((schema) => ({ pool: databases.reportPoolOf(schema), schema })),
    clock: databases.clock,
  });
}

/** Who hears of what modules do. */
export interface ModuleObserver {
  readonly log: Logger;
  batchEnded(module: string, batch: EndedBatch): void;
  /** Something was added to a log that views are made from. */
  onLogged(): void;
}

/** Forgets what consumers have heard once nobody can deliver it to them again. */
export function keepInboxes(stores: readonly Store[], clock: Clock, log: Logger, closers: Closers): void {
  const sweep = repeat(
    clock,
    INBOX_SWEEP_MS,
    async () => {
      for (const store of stores) await sweepInbox(store, clock.nowMs(), INBOX_KEPT_MS);
    },
    (error) => log.warn({ err: error }, 'old inbox marks could not be removed; it is tried again'),
  );
  closers.add('sweep of inboxes', sweep);
}

/** The module on its schema. Its relay is woken by its commits and started once everybody has subscribed. */
export function createLocalModule(
  module: Module,
  databases: Databases,
  broker: Broker,
  { log, batchEnded, onLogged }: ModuleObserver,
): { readonly local: LocalModule; readonly relay: OutboxRelay } {
  const relay = createRelay(databases, module.name, module.contract.service, broker, log);
  const tell = recordEvents(newId, { types: CONSUMED_TYPES });
  const keep = logEvents(newId, VIEWED_TYPES);
  const local = new LocalModule(module, {
    store: new PostgresStore(databases.storePoolOf(module.name), module.name),
    reader: {
      ...readerOf(databases.poolOf(module.name)),
      patient: readerOf(databases.reportPoolOf(module.name)),
    },
    clock: databases.clock,
    record: (transaction, events) => {
      // Before the commit: views look a while later, and again if they must.
      if (keep(transaction, events)) onLogged();
      return tell(transaction, events);
    },
    recorded: () => relay.wake(),
    batchEnded: (batch) => batchEnded(module.name, batch),
  });
  return { local, relay };
}

function readerOf(pool: pg.Pool): Reader {
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) => {
      const { rows } = await pool.query(text, [...values]);
      return rows as Row[];
    },
  };
}

/** Carries the outbox of a schema to the broker, once it is started. */
export function createRelay(
  databases: Databases,
  schema: string,
  source: string,
  broker: Broker,
  log: Logger,
): OutboxRelay {
  return new OutboxRelay({
    queue: new PostgresOutbox(databases.poolOf(schema), schema),
    source,
    broker,
    clock: databases.clock,
    onFailure: (error) => log.warn({ err: error, schema }, 'the outbox could not be relayed; it is tried again'),
  });
}

/** Starts delivery. Relays stop before the broker does, and both before the connections end. */
export async function startDelivery(broker: Broker, relays: readonly OutboxRelay[], closers: Closers): Promise<void> {
  requireKnown(broker.consumers);
  await broker.start();
  closers.add('broker', () => broker.stop());
  for (const relay of relays) {
    relay.start();
    closers.add('outbox relay', () => relay.stop());
  }
}
