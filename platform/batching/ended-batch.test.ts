import { describe, expect, it } from 'vitest';
import { LocalModule } from '../rpc/local-module.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { till } from '../testing/till-contract.ts';
import { tillModule } from '../testing/till-module.ts';
import type { EndedBatch } from './execute-batch.ts';

describe('a batch that has ended', () => {
  it('is told of once, whatever its size: how many, how long the first waited, how long it took', async () => {
    const clock = new FakeClock();
    const ended: EndedBatch[] = [];
    const memory = new MemoryStore();
    const local = new LocalModule(tillModule, {
      // Time passes while a transaction runs.
      store: {
        transact: async (work) => {
          const result = await memory.transact(work);
          clock.advance(30);
          return result;
        },
      },
      clock,
      reader: { query: () => Promise.reject(new Error('a till has no such queries')) },
      record: () => false,
      batchEnded: (batch) => ended.push(batch),
    });
    const point = (pointer: string) => {
      const { method, request } = till.point({ pointer, account: 'a' });
      return local.call(method, request);
    };
    const first = [point('p1'), point('p2'), point('p3')];
    clock.advance(5);
    await Promise.all(first);
    await point('p4');

    expect(ended).toEqual([
      { size: 3, waitedMs: 5, durationMs: 30 },
      { size: 1, waitedMs: 0, durationMs: 30 },
    ]);
  });
});
