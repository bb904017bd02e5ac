import type { Logger } from 'pino';
import { Counter, Histogram, type Registry } from 'prom-client';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import type { DeadLetter, Middleware } from '../../platform/messaging/broker.ts';
import { observed } from '../../platform/messaging/observed.ts';
import { consumerLags, outboxDepth } from '../../platform/messaging/postgres-depths.ts';
import type { Databases } from './databases.ts';
import { BROKER_SCHEMA } from './migrations.ts';
import { readGauges } from './read-gauges.ts';

// Metrics of messages: docs/operations.md says what each is for. Depths are read when they are scraped; deliveries are
// observed once a call of a handler, never once a message.

export interface MessagingMetrics {
  /** Around every handler. */
  readonly middleware: readonly Middleware[];
  failed(consumer: string): void;
  died(letter: DeadLetter): void;
}

export function createMessagingMetrics(registry: Registry, log: Logger): MessagingMetrics {
  const registers = [registry];
  const labelNames = ['consumer'];
  const durations = new Histogram({
    name: 'holdfast_handler_duration_seconds',
    help: 'Time of one call of a handler, by consumer.',
    labelNames,
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers,
  });
  const sizes = new Histogram({
    name: 'holdfast_handler_batch_size',
    help: 'Messages in one call of a handler, by consumer.',
    labelNames,
    buckets: [1, 4, 16, 64, 128, 256, 512],
    registers,
  });
  const retries = new Counter({
    name: 'holdfast_delivery_failures_total',
    help: 'Deliveries of a message that failed, by consumer: each is tried again until it is a dead letter.',
    labelNames,
    registers,
  });
  const died = new Counter({
    name: 'holdfast_dead_letters_total',
    help: 'Messages that became dead letters on this host, by consumer.',
    labelNames,
    registers,
  });
  const telemetry = observed(systemClock, ({ consumer, messages, traceIds, durationMs, error }) => {
    durations.observe({ consumer }, durationMs / 1_000);
    sizes.observe({ consumer }, messages);
    const entry = { consumer, messages, trace_ids: traceIds, duration_ms: durationMs };
    if (error === undefined) log.debug(entry, 'messages were handled');
    else log.debug({ ...entry, err: error }, 'a handler failed');
  });
  return {
    middleware: [telemetry],
    failed: (consumer) => retries.inc({ consumer }),
    died: ({ consumer }) => died.inc({ consumer }),
  };
}

/** Gauges of what waits: in the outboxes of these modules, and, on the host of the gateway, at every consumer. */
export function watchDepths(
  registry: Registry,
  databases: Databases,
  modules: readonly string[],
  { withConsumers, log }: { readonly withConsumers: boolean; readonly log: Logger },
): void {
  /** 0 when nothing waits. */
  const ageSeconds = ({ oldestMs }: { readonly oldestMs: number | undefined }): number =>
    oldestMs === undefined ? 0 : Math.max(0, databases.clock.nowMs() - oldestMs) / 1_000;
  const outboxes = () =>
    Promise.all(
      modules.map(async (module) => ({ of: module, ...(await outboxDepth(databases.poolOf(module), module)) })),
    );
  readGauges({ registry, log }, 'module', outboxes, [
    ['holdfast_outbox_records', 'Batches of events that wait to be published', ({ records }) => records],
    ['holdfast_outbox_oldest_seconds', 'Age of the oldest batch of events that waits', ageSeconds],
    ['holdfast_outbox_refused', 'Events put aside because no broker can take them', ({ refused }) => refused],
  ]);
  if (!withConsumers) return;
  const consumers = async () => {
    const lags = await consumerLags(databases.poolOf(BROKER_SCHEMA), BROKER_SCHEMA);
    return lags.map((lag) => ({ of: lag.consumer, ...lag }));
  };
  readGauges({ registry, log }, 'consumer', consumers, [
    ['holdfast_consumer_lag', 'Messages that wait', ({ messages }) => messages],
    ['holdfast_consumer_oldest_seconds', 'Age of the oldest message that waits', ageSeconds],
    ['holdfast_consumer_retrying', 'Messages that failed and are tried again', ({ retrying }) => retrying],
    ['holdfast_dead_letters', 'Dead letters that wait for an operator', ({ dead }) => dead],
  ]);
}
