import { beforeEach, describe, expect, it } from 'vitest';
import { Overloaded } from '../batching/batch-loop.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { type Host, hostOf, newTrip, settle, statusOf, tripId } from '../testing/hosts.ts';
import { World } from '../testing/trip-saga.ts';

describe('an engine that runs as many sagas as it may', () => {
  let store: MemoryStore;
  let world: World;
  let small: Host;

  beforeEach(async () => {
    store = new MemoryStore();
    world = new World();
    small = hostOf(store, world, { maxRunning: 2 });
    await small.engine.start();
    world.script = () => 'waits';
  });

  async function finishOne(): Promise<void> {
    world.script = () => 'done';
    world.answer('book hotel');
    await settle();
  }

  it('refuses more before any work, also when they come together', async () => {
    const refused: number[] = [];
    for (const number of [1, 2, 3]) {
      small.engine
        .begin(newTrip(number))
        .catch((error: unknown) => error instanceof Overloaded && refused.push(number));
    }
    await settle();
    expect(refused).toEqual([3]);
    expect(statusOf(store, 3)).toBeUndefined();
    await finishOne();
    expect(await small.engine.begin(newTrip(3))).toEqual({ kind: 'done', tripId: tripId(3) });
  });

  it('refuses those of a consumer too, and takes them once it has room', async () => {
    const begin = (from: number) =>
      store.transact((transaction) => small.engine.beginWithin(transaction, [newTrip(from), newTrip(from + 1)]));
    (await begin(1))();
    await expect(begin(3)).rejects.toBeInstanceOf(Overloaded);
    expect([1, 3].map((number) => statusOf(store, number))).toEqual(['in_progress', undefined]);
    await finishOne();
    (await begin(3))();
    await settle();
    expect(statusOf(store, 4)).toBe('completed');
  });
});
