import { Counter, Gauge, type Registry } from 'prom-client';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { SagaEngine } from '../../platform/saga/saga-engine.ts';
import { readGauges } from './read-gauges.ts';

// What a host's sagas do, read when metrics are scraped. Parked sagas are those of every host on the database; the rest
// is of this host. docs/metrics.md says which of them raise an alert.

/** More than these are not counted: somebody has to act long before. */
const PARKED_AT_MOST = 1_000;

type Watcher = Parameters<typeof readGauges>[0];

interface Parked {
  readonly of: string;
  readonly count: number;
  readonly oldestMs: number;
}

export function watchSagas(watcher: Watcher, engine: SagaEngine, clock: Clock): void {
  const { registry } = watcher;
  const registers = [registry];
  watchInFlight(registry, engine);
  watchParked(watcher, engine, clock);
  new Counter({
    name: 'holdfast_saga_transitions_total',
    help: 'Transitions of sagas, by definition, step and event.',
    labelNames: ['definition', 'step', 'event'],
    registers,
    collect() {
      this.reset();
      for (const { definition, step, event, count } of engine.tally.entries()) {
        this.inc({ definition, step, event }, count);
      }
    },
  });
  new Counter({
    name: 'holdfast_saga_step_seconds_total',
    help: 'Time that sagas took from one transition to the next, by what it ended with.',
    labelNames: ['definition', 'step', 'event'],
    registers,
    collect() {
      this.reset();
      for (const { definition, step, event, totalMs } of engine.tally.entries()) {
        this.inc({ definition, step, event }, totalMs / 1_000);
      }
    },
  });
}

function watchInFlight(registry: Registry, engine: SagaEngine): void {
  const registers = [registry];
  new Gauge({
    name: 'holdfast_sagas_running',
    help: 'Sagas in flight on this host, by definition, status and step.',
    labelNames: ['definition', 'status', 'step'],
    registers,
    collect() {
      this.reset();
      for (const { definition, status, step } of engine.inFlight()) this.inc({ definition, status, step });
    },
  });
  new Gauge({
    name: 'holdfast_sagas_late',
    help: 'Sagas in flight on this host that are past their deadline and go on.',
    labelNames: ['definition'],
    registers,
    collect() {
      this.reset();
      for (const { definition, isLate } of engine.inFlight()) this.inc({ definition }, isLate ? 1 : 0);
    },
  });
  new Gauge({
    name: 'holdfast_saga_oldest_running_seconds',
    help: 'Age of the oldest saga in flight on this host.',
    labelNames: ['definition'],
    registers,
    collect() {
      this.reset();
      const oldest = new Map<string, number>();
      for (const { definition, ageMs } of engine.inFlight()) {
        oldest.set(definition, Math.max(ageMs, oldest.get(definition) ?? 0));
      }
      for (const [definition, ageMs] of oldest) this.set({ definition }, ageMs / 1_000);
    },
  });
}

function watchParked(watcher: Watcher, engine: SagaEngine, clock: Clock): void {
  const parked = async (): Promise<readonly Parked[]> => {
    const found = new Map<string, Parked>();
    const nowMs = clock.nowMs();
    for (const { definition, parkedAtMs } of await engine.parked(PARKED_AT_MOST)) {
      const { count, oldestMs } = found.get(definition) ?? { count: 0, oldestMs: 0 };
      found.set(definition, { of: definition, count: count + 1, oldestMs: Math.max(oldestMs, nowMs - parkedAtMs) });
    }
    return [...found.values()];
  };
  const howMany = `Sagas that wait for a person, on all hosts of this database; counted up to ${PARKED_AT_MOST}`;
  readGauges(watcher, 'definition', parked, [
    ['holdfast_sagas_parked', howMany, ({ count }) => count],
    [
      'holdfast_saga_oldest_parked_seconds',
      'How long the longest parked saga has waited for a person',
      ({ oldestMs }) => oldestMs / 1_000,
    ],
  ]);
}
