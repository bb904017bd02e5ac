import { pino } from 'pino';
import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { StoreUnavailable } from '../../platform/store/store.ts';
import { hostOf, newTrip, pass, settle } from '../../platform/testing/hosts.ts';
import { trip, World } from '../../platform/testing/trip-saga.ts';
import { watchSagas } from './saga-metrics.ts';

it('shows what sagas do, by definition, status and step, and which wait for a person', async () => {
  const world = new World();
  world.script = (name, _attempt, id) => {
    if (name === 'charge' && id.endsWith('2')) return 'waits';
    return name === 'wave' && id.endsWith('3') ? 'refused: no' : 'done';
  };
  const { engine, clock } = hostOf(new MemoryStore(), world, { definitions: [{ ...trip, deadlineMs: 5_000 }] });
  const registry = new Registry();
  watchSagas({ registry, log: pino({ level: 'silent' }) }, engine, clock);
  await engine.start();
  for (const number of [1, 2, 3]) await engine.begin(newTrip(number));
  await settle();
  await pass(clock, 6_000);

  const shown = await registry.metrics();
  for (const line of [
    'holdfast_saga_transitions_total{definition="trip.v1",step="charge",event="step_completed"} 2',
    'holdfast_saga_transitions_total{definition="trip.v1",step="wave",event="step_refused"} 1',
    'holdfast_saga_step_seconds_total{definition="trip.v1",step="charge",event="step_completed"} 0',
    'holdfast_sagas_running{definition="trip.v1",status="in_progress",step="charge"} 1',
    'holdfast_sagas_late{definition="trip.v1"} 1',
    'holdfast_saga_oldest_running_seconds{definition="trip.v1"} 6',
    'holdfast_sagas_parked{definition="trip.v1"} 1',
    'holdfast_saga_oldest_parked_seconds{definition="trip.v1"} 6',
  ]) {
    expect(shown.split('\n')).toContain(line);
  }
  world.answer('charge');
  await settle();
  expect(await registry.metrics()).not.toContain('holdfast_sagas_running{');
});

it('shows the rest where the database is away', async () => {
  const store = new MemoryStore();
  const { engine, clock } = hostOf(store, new World());
  const registry = new Registry();
  watchSagas({ registry, log: pino({ level: 'silent' }) }, engine, clock);
  await engine.start();
  store.transact = () => Promise.reject(new StoreUnavailable('the database is away'));
  const shown = await registry.metrics();
  expect(shown).toContain('# TYPE holdfast_sagas_running gauge');
  expect(shown).not.toContain('holdfast_sagas_parked{');
});
