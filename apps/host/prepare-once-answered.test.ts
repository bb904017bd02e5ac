import { describe, expect, it } from 'vitest';
import type { Clock } from '../../platform/kernel/clock.ts';
import { type Doors, Unanswered } from '../../platform/rpc/doors.ts';
import { ModuleAway, type Patience, prepareOnceAnswered } from './prepare-once-answered.ts';

const URL = 'http://127.0.0.1:9091';

/** Time passes as soon as somebody waits for it. */
function hastyClock(): Clock {
  let nowMs = 0;
  return {
    nowMs: () => nowMs,
    after(delayMs, task) {
      nowMs += delayMs;
      const immediate = setImmediate(task);
      return () => clearImmediate(immediate);
    },
  };
}

/** Inventory is elsewhere and gives no answer to the first calls. */
function world(silentCalls: number, remote = true) {
  const told: string[] = [];
  let calls = 0;
  const doors: Doors = {
    call: async () => {
      calls += 1;
      if (calls <= silentCalls) throw new Unanswered('inventory.v1.InventoryService/GetStock', 'nobody is there');
      return {} as never;
    },
  };
  const remoteUrls = new Map(remote ? [['inventory', URL] as const] : []);
  const onProgress = (message: string) => told.push(message);
  const patience: Patience = { config: { remoteUrls }, doors, clock: hastyClock(), waitMs: 10_000, onProgress };
  const prepare = async () => {
    await doors.call({ method: undefined as never, request: undefined });
  };
  return { told, patience, prepare };
}

describe('first-start work', () => {
  it('waits for a module of another process, and says once for which', async () => {
    const { told, patience, prepare } = world(7);
    await prepareOnceAnswered(prepare, patience);
    expect(told).toEqual([`Waiting for module inventory at ${URL}, 10 s at the most.`]);
  });

  it('is given up after the time that was set, naming what to start', async () => {
    const { patience, prepare } = world(Number.POSITIVE_INFINITY);
    const given = prepareOnceAnswered(prepare, patience);
    await expect(given).rejects.toThrow(ModuleAway);
    await expect(given).rejects.toThrow(/module inventory at .* did not answer within 10 s.*INVENTORY_URL/);
  });

  it.each([
    ['a failure of its own', new Error('the catalogue is broken'), true],
    ['a silent module of this process', new Unanswered('catalog.v1.CatalogService/AddProduct', 'no'), false],
  ])('does not wait for %s', async (_case, error, remote) => {
    const { told, patience } = world(0, remote);
    await expect(prepareOnceAnswered(() => Promise.reject(error), patience)).rejects.toBe(error);
    expect(told).toEqual([]);
  });
});
