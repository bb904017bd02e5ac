import { expect, it, vi } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { hostOf, newTrip, settle, tripId } from '../testing/hosts.ts';
import { World } from '../testing/trip-saga.ts';
import { runInPlaceOf } from './running.ts';
import type { Held } from './saga-logs.ts';
import { INITIAL } from './saga-state.ts';
import { waitForEnd } from './wait-for-end.ts';

it('who waits for a saga that ends here is told without a look into the database', async () => {
  const store = new MemoryStore();
  const world = new World();
  const host = hostOf(store, world);
  await host.engine.start();
  world.script = (name, attempt) => (name === 'wave' && attempt === 1 ? 'waits' : 'done');
  await host.engine.begin(newTrip());
  await settle();
  const ended = host.engine.ended(tripId(), 1_000);
  const transactions = vi.spyOn(store, 'transact');
  world.answer('wave');
  expect(await ended).toBe(true);
  // The one that makes its end durable.
  expect(transactions).toHaveBeenCalledTimes(1);
});

it('who has waited long enough for a saga that is stuck leaves nothing behind in it', async () => {
  const clock = new FakeClock();
  const stuck = runInPlaceOf(undefined, { state: INITIAL } as Held, clock.nowMs());
  for (let asked = 0; asked < 3; asked++) {
    const ended = waitForEnd({ clock, running: () => stuck, stored: async () => undefined }, 100);
    expect([...stuck.onEnd]).toHaveLength(1);
    clock.advance(100);
    expect(await ended).toBe(false);
  }
  expect([...stuck.onEnd]).toEqual([]);
});
