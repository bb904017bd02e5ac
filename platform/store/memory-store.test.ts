import { describe, expect, it } from 'vitest';
import { AssertionError } from '../kernel/assert.ts';
import { pairs } from '../testing/conformance-tables.ts';
import { storeConformance } from '../testing/store-conformance.ts';
import { MemoryStore } from './memory-store.ts';

storeConformance('MemoryStore', async () => new MemoryStore());

describe('MemoryStore', () => {
  it('tells the time of its clock, if it was given one', async () => {
    let nowMs = 5;
    const store = new MemoryStore(() => nowMs);
    expect(await store.transact(async (transaction) => transaction.nowMs?.())).toBe(5);
    nowMs = 6;
    expect(await store.transact(async (transaction) => transaction.nowMs?.())).toBe(6);
    expect(await new MemoryStore().transact(async (transaction) => transaction.nowMs?.())).toBeUndefined();
  });

  it('points out a transaction that writes one row twice', async () => {
    const store = new MemoryStore();
    const row = { left: 'a', right: 1, amount: 1 };
    const twice = store.transact(async (transaction) =>
      transaction.write([
        { write: 'insert', table: pairs, row, version: 1 },
        { write: 'update', table: pairs, row, version: 2, expectedVersion: 1 },
      ]),
    );
    await expect(twice).rejects.toBeInstanceOf(AssertionError);
  });

  it('runs transactions one after another, in the order of their calls', async () => {
    const store = new MemoryStore();
    const order: string[] = [];
    await Promise.all(
      ['first', 'second'].map((name) =>
        store.transact(async (transaction) => {
          order.push(`${name} begins`);
          await transaction.load(pairs, [pairs.key('a', 1)]);
          order.push(`${name} ends`);
        }),
      ),
    );
    expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
  });
});
