import { expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import { expectNothingLeftOver, hostOf, newTrip, pass, settle, statusOf } from '../testing/hosts.ts';
import { World } from '../testing/trip-saga.ts';

// Found by a simulated world: nobody ran the saga until its host crashed.

it('runs a saga that is begun again while its host looks for those that nobody runs', async () => {
  const committed = new MemoryStore();
  const world = new World();
  let next: 'unknown' | 'held' | undefined;
  let letGo = (): void => undefined;
  const store: Store = {
    async transact(work) {
      const fate = next;
      next = undefined;
      if (fate === 'held') await new Promise<void>((resolve) => (letGo = resolve));
      const result = await committed.transact(work);
      if (fate === 'unknown') throw new StoreUnavailable('the connection was lost');
      return result;
    },
  };
  const host = hostOf(store, world);
  await host.engine.start();
  // The saga is there, and its host was not told.
  next = 'unknown';
  const first = host.engine.begin(newTrip()).catch((error: Error) => error);
  await settle();
  next = 'held';
  const second = host.engine.begin(newTrip());
  // Meanwhile the host looks for strays, and leaves alone what is being begun.
  await pass(host.clock, 3_000);
  letGo();
  expect(await second).toBeUndefined();
  expect(await first).toBeInstanceOf(Error);
  expect(statusOf(committed)).not.toBe('completed');
  await pass(host.clock, 3_000);
  expect(statusOf(committed)).toBe('completed');
  expectNothingLeftOver(world, 'completed');
});
