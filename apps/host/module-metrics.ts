import type { Logger } from 'pino';
import { Histogram, type Registry } from 'prom-client';
import type { EndedBatch } from '../../platform/batching/execute-batch.ts';
import type { LocalModule } from '../../platform/rpc/local-module.ts';
import { readGauges } from './read-gauges.ts';

/** What the modules tell of themselves. */
export function watchModules(registry: Registry, modules: readonly LocalModule[], log: Logger): void {
  for (const { gauge, read } of modules.flatMap((local) => local.gauges())) {
    const entries = async () => [...(await read())].map(([of, value]) => ({ of, value }));
    readGauges({ registry, log }, gauge.label, entries, [[gauge.name, gauge.help, ({ value }) => value]]);
  }
}

/** Observes batches, each once: thousands of orders a second are some dozen batches. */
export function createBatchMetrics(registry: Registry): (module: string, batch: EndedBatch) => void {
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name, help, labelNames: ['module'], buckets, registers: [registry] });
  const sizes = histogram('holdfast_batch_size', 'Commands decided in one transaction.', [1, 4, 16, 64, 128, 256, 512]);
  const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
  const waits = histogram(
    'holdfast_batch_wait_seconds',
    'How long the first command of a batch waited for it.',
    seconds,
  );
  const durations = histogram('holdfast_batch_duration_seconds', 'From the beginning of a batch to its end.', seconds);
  return (module, { size, waitedMs, durationMs }) => {
    sizes.observe({ module }, size);
    waits.observe({ module }, waitedMs / 1_000);
    durations.observe({ module }, durationMs / 1_000);
  };
}
