import { expect, it, vi } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { hostOf, newTrip, settle, tripId } from '../testing/hosts.ts';
import { World } from '../testing/trip-saga.ts';

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
