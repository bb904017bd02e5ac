import type { Logger } from 'pino';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Projections } from '../../platform/projections/projections.ts';
import type { LocalModule } from '../../platform/rpc/local-module.ts';
import type { SagaEngine } from '../../platform/saga/saga-engine.ts';
import type { SagaStatus } from '../../platform/saga/saga-view.ts';
import { readGauges } from './read-gauges.ts';
import { watchSagas } from './saga-metrics.ts';

// Prometheus metrics of a host beside those of its gateway. Gauges are read when they are scraped; only the end of a
// saga is counted as it happens.

export interface HostMetrics {
  sagaEnded(definition: string, status: SagaStatus, durationMs: number): void;
  /** A checkout was unwound for this reason. */
  refused(reason: string): void;
  watchEngine(engine: SagaEngine): void;
  watchProjections(projections: Projections): void;
  watchCheckouts(checkouts: { readonly openCount: number }): void;
}

export function createMetrics(
  registry: Registry,
  modules: readonly LocalModule[],
  { clock, log }: { readonly clock: Clock; readonly log: Logger },
): HostMetrics {
  const ended = new Counter({
    name: 'holdfast_sagas_ended_total',
    help: 'Sagas that have ended, by definition and status.',
    labelNames: ['definition', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'holdfast_saga_duration_seconds',
    help: 'Time from the beginning of a saga to its end.',
    labelNames: ['definition'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers: [registry],
  });
  const refused = new Counter({
    name: 'holdfast_checkouts_refused_total',
    help: 'Checkouts that were unwound, by the reason that the order then has.',
    labelNames: ['reason'],
    registers: [registry],
  });
  new Gauge({
    name: 'holdfast_commands_waiting',
    help: 'Commands that wait for their batch, by module.',
    labelNames: ['module'],
    registers: [registry],
    collect() {
      for (const local of modules) this.set({ module: local.module.name }, local.depth);
    },
  });
  return {
    sagaEnded(definition, status, durationMs) {
      ended.inc({ definition, status });
      durations.observe({ definition }, durationMs / 1_000);
    },
    refused: (reason) => refused.inc({ reason }),
    watchEngine(engine) {
      watchSagas({ registry, log }, engine, clock);
    },
    watchProjections(projections) {
      watchLag({ registry, log }, projections);
    },
    watchCheckouts(checkouts) {
      new Gauge({
        name: 'holdfast_checkouts_open',
        help: 'Choreographed checkouts that were begun on this host and have not ended.',
        registers: [registry],
        collect() {
          this.set(checkouts.openCount);
        },
      });
    },
  };
}

/** How far what readers see is behind what was committed. */
function watchLag(watcher: { readonly registry: Registry; readonly log: Logger }, projections: Projections): void {
  const read = async () =>
    (await projections.status()).flatMap(({ name, active }) => (active === undefined ? [] : [{ of: name, ...active }]));
  readGauges(watcher, 'projection', read, [
    [
      'holdfast_projection_lag_seconds',
      'Age of the oldest event that waits to be folded into a view',
      ({ lagMs }) => lagMs / 1_000,
    ],
    ['holdfast_projection_lag_events', 'Events that wait to be folded into a view', ({ lagEvents }) => lagEvents],
  ]);
}
