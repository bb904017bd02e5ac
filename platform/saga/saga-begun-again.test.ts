import { expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { type Store, StoreUnavailable, type Write } from '../store/store.ts';
import { expectNothingLeftOver, hostOf, LEASE_MS, newTrip, pass, settle, statusOf } from '../testing/hosts.ts';
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

it('runs a saga whose commit was lost to its host and is done only after the host has looked for it', async () => {
  const committed = new MemoryStore();
  const world = new World();
  let isLate = false;
  let done = async (): Promise<void> => undefined;
  const store: Store = {
    async transact(work) {
      if (!isLate) return committed.transact(work);
      isLate = false;
      const sent: Write[] = [];
      await committed.transact((transaction) => work({ ...transaction, write: (writes) => void sent.push(...writes) }));
      done = () => committed.transact(async (transaction) => transaction.write(sent));
      throw new StoreUnavailable('the connection was lost');
    },
  };
  const host = hostOf(store, world);
  await host.engine.start();
  isLate = true;
  await expect(host.engine.begin(newTrip())).rejects.toBeInstanceOf(StoreUnavailable);
  await pass(host.clock, LEASE_MS / 2);
  expect(statusOf(committed)).toBeUndefined();
  await done();
  await pass(host.clock, LEASE_MS);
  expect(statusOf(committed)).toBe('completed');
  expectNothingLeftOver(world, 'completed');
});

it('runs a saga of its own that another host holds locked whenever it looks', async () => {
  const committed = new MemoryStore();
  const world = new World();
  let isUnknown = false;
  const store: Store = {
    async transact(work) {
      const result = await committed.transact((transaction) =>
        work({
          ...transaction,
          find: async (table, filters, options) =>
            options.lock === 'skip-locked' ? [] : transaction.find(table, filters, options),
        }),
      );
      const fails = isUnknown;
      isUnknown = false;
      if (fails) throw new StoreUnavailable('the connection was lost');
      return result;
    },
  };
  const host = hostOf(store, world);
  await host.engine.start();
  isUnknown = true;
  await expect(host.engine.begin(newTrip())).rejects.toBeInstanceOf(StoreUnavailable);
  await pass(host.clock, LEASE_MS);
  expect(statusOf(committed)).toBe('completed');
  expectNothingLeftOver(world, 'completed');
});
