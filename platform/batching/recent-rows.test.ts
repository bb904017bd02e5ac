import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store, Transaction } from '../store/store.ts';
import { bigint, table, text } from '../store/table.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { BatchedCommands, type Sent } from './batched-commands.ts';
import { type Rows, refuse } from './command.ts';
import type { Decider } from './execute-batch.ts';

// What is taken from memory or for absent is proven by the transaction: a guess saves a look-up and decides nothing.

const parcels = table('parcels', { key: { parcel: text }, columns: { weight: bigint }, passing: true });

/** A table that batches lock, behind the parcels. */
const carts = table('carts', { key: { cart: text }, columns: { load: bigint } });

const keyOf = (request: unknown) => parcels.key((request as { parcel: string }).parcel);

function decider(creates: boolean, decide: (rows: Rows, parcel: string) => ReturnType<Decider['decide']>): Decider {
  return {
    creates,
    loads: (request) => [keyOf(request)],
    decide: (rows, request) => decide(rows, (request as { parcel: string }).parcel),
  };
}

const pack = decider(true, (rows, parcel) =>
  rows.get(parcels.key(parcel)) === undefined
    ? { reply: 'packed', effects: [parcels.put({ parcel, weight: 1 })] }
    : refuse('known', {}),
);

/** Refuses without a write what is not there. */
const fill = decider(false, (rows, parcel) => {
  const row = rows.get(parcels.key(parcel));
  return row === undefined
    ? { reply: 'unknown', effects: [] }
    : { reply: `filled on ${row.weight}`, effects: [parcels.put({ parcel, weight: row.weight + 1 })] };
});

/** Creates nothing while it rains: a creation that may answer without a write. */
const packInTheDry = decider(true, (rows, parcel) => ({
  reply: rows.get(parcels.key(parcel)) === undefined ? 'it rains' : 'packed before',
  effects: [],
}));

/** Locks a cart beside the parcel. */
const loadOntoCart: Decider = {
  loads: (request) => [keyOf(request), carts.key('cart')],
  decide: (rows, request) => ({
    reply: rows.get(keyOf(request)) === undefined ? 'unknown' : 'loaded',
    effects: [carts.put({ cart: 'cart', load: 1 })],
  }),
};

class Counting implements Store {
  readonly inner = new MemoryStore();
  loads = 0;
  transactions = 0;
  readonly updated: string[] = [];

  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.transactions += 1;
    return this.inner.transact((transaction) =>
      work({
        ...transaction,
        load: (of, keys, options) => {
          this.loads += 1;
          return transaction.load(of, keys, options);
        },
        write: (writes) => {
          for (const write of writes) if (write.write === 'update') this.updated.push(write.table.keyOf(write.row).id);
          transaction.write(writes);
        },
      }),
    );
  }
}

let store: Counting;
let host: BatchedCommands;
let another: BatchedCommands;
beforeEach(() => {
  store = new Counting();
  host = onStore(store);
  another = onStore(store.inner);
});

function onStore(of: Store): BatchedCommands {
  return new BatchedCommands('parcels', { store: of, tables: [parcels, carts], record: () => false }, new FakeClock(), {
    maxSize: 16,
    delayMs: 0,
    capacity: 99,
  });
}

const FIRST: Sent = { isFirst: true };
const send = (to: BatchedCommands, what: Decider, parcel: string, sent?: Sent) => to.submit(what, { parcel }, sent);

describe('rows that pass', () => {
  it('are looked up neither when they are created nor when they are first changed', async () => {
    expect(await send(host, pack, 'a', FIRST)).toBe('packed');
    expect(await send(host, fill, 'a')).toBe('filled on 1');
    expect([store.loads, store.transactions]).toEqual([0, 2]);
    expect(await send(host, fill, 'a')).toBe('filled on 2');
    expect(store.loads).toBe(1);
  });

  it('are looked up by whoever cannot know them', async () => {
    expect(await send(host, pack, 'a')).toBe('packed');
    expect(await send(another, fill, 'a')).toBe('filled on 1');
    expect(store.loads).toBe(1);
  });

  it('are decided anew when another host changed them in between', async () => {
    await send(host, pack, 'a', FIRST);
    await send(another, fill, 'a');
    expect(await send(host, fill, 'a')).toBe('filled on 2');
    expect(store.inner.rows(parcels)).toMatchObject([{ row: { weight: 3 }, version: 3 }]);
  });

  it('are found when a creation was sent before, whatever its sender says', async () => {
    await send(another, pack, 'a', FIRST);
    expect(await send(host, pack, 'a', FIRST)).toMatchObject({ kind: 'known' });
  });

  it('are looked at after all where nothing is written that would prove them absent, or unchanged', async () => {
    await send(another, pack, 'a', FIRST);
    expect(await send(host, packInTheDry, 'a', FIRST)).toBe('packed before');
    expect(await send(host, packInTheDry, 'b', FIRST)).toBe('it rains');
    await send(host, pack, 'c', FIRST);
    await store.inner.transact(async (transaction) =>
      transaction.write([{ write: 'delete', table: parcels, key: parcels.key('c'), expectedVersion: 1 }]),
    );
    expect(await send(host, packInTheDry, 'c')).toBe('it rains');
  });

  it('are written in the order of their keys, in which every batch locks', async () => {
    await Promise.all(['b', 'c', 'a'].map((parcel) => send(host, pack, parcel, FIRST)));
    await Promise.all(['c', 'a', 'b'].map((parcel) => send(host, fill, parcel)));
    expect([store.loads, store.updated]).toEqual([0, ['a', 'b', 'c']]);
  });

  it('are loaded and locked in their turn by a batch that locks anything behind them, or any of them', async () => {
    await Promise.all(['a', 'b'].map((parcel) => send(host, pack, parcel, FIRST)));
    expect(await send(host, loadOntoCart, 'a')).toBe('loaded');
    expect(store.loads).toBe(2);
    await send(another, pack, 'c', FIRST);
    await Promise.all(['b', 'c'].map((parcel) => send(host, fill, parcel)));
    expect(store.loads).toBe(3);
  });

  it('meet in one batch as they would one by one', async () => {
    const answers = await Promise.all([
      send(host, pack, 'a', FIRST),
      send(host, pack, 'a', FIRST),
      send(host, fill, 'a'),
      send(host, fill, 'b'),
    ]);
    expect(answers).toMatchObject(['packed', { kind: 'known' }, 'filled on 1', 'unknown']);
  });
});
