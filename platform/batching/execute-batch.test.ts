import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { Unstorable } from '../store/storable.ts';
import type { Store, Transaction, Write } from '../store/store.ts';
import { till } from '../testing/till-contract.ts';
import { accounts, pointers } from '../testing/till-module.ts';
import { repliesOf, type Till, tillOn } from '../testing/till-store.ts';

/** A memory store that writes down what is asked of it. */
class Watched implements Store {
  readonly inner = new MemoryStore();
  readonly asked: string[] = [];
  readonly written: Write[] = [];

  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.asked.push('transaction');
    return this.inner.transact((transaction) =>
      work({
        ...transaction,
        load: (table, keys, options) => {
          this.asked.push(`load ${keys.length} ${table.name}`);
          return transaction.load(table, keys, options);
        },
        write: (writes) => {
          this.written.push(...writes);
          transaction.write(writes);
        },
      }),
    );
  }
}

const point = (pointer: string, account: string) => till.point({ pointer, account });
const deposit = (pointer: string, amount: number) => till.deposit({ pointer, amount });

let store: Watched;
let shop: Till;
beforeEach(async () => {
  store = new Watched();
  shop = tillOn(store);
  await shop.oneByOne(point('p', 'a'), point('q', 'b'));
  store.asked.length = 0;
  store.written.length = 0;
});

const amounts = () => store.inner.rows(accounts).map(({ row, version }) => [row.account, row.amount, version]);

describe('a batch', () => {
  it('loads each table once, in the order of the tables, and every row once', async () => {
    await shop.together(deposit('p', 1), deposit('q', 1), deposit('p', 1));
    expect(store.asked).toEqual(['transaction', 'load 2 pointers', 'load 2 accounts']);
  });

  it('asks for nothing of a table that no command names', async () => {
    await shop.together(point('r', 'c'));
    expect(store.asked).toEqual(['transaction', 'load 1 pointers']);
  });

  it('decides in order of arrival, each upon what the ones before have left', async () => {
    const answers = await shop.together(deposit('p', 5), deposit('p', -3), deposit('p', -3), deposit('p', 1));
    expect(repliesOf(answers)).toEqual([
      { kind: 'deposited', account: 'a', amount: 5 },
      { kind: 'deposited', account: 'a', amount: 2 },
      { kind: 'tooLittle', account: 'a', amount: 2 },
      { kind: 'deposited', account: 'a', amount: 3 },
    ]);
  });

  it('writes a row once, with a version that counts every decision', async () => {
    await shop.together(deposit('p', 5), deposit('p', 1), deposit('p', 1));
    expect(store.written).toHaveLength(1);
    expect(amounts()).toEqual([['a', 7, 3]]);
    await shop.together(deposit('p', 1), deposit('p', 1));
    expect(amounts()).toEqual([['a', 9, 5]]);
  });

  it('commits the events in the order of the decisions', async () => {
    await shop.together(deposit('p', 5), deposit('q', 1), deposit('p', 1));
    expect(shop.events.map(({ key, payload }) => [key, payload])).toEqual([
      ['a', { account: 'a', amount: 5 }],
      ['b', { account: 'b', amount: 1 }],
      ['a', { account: 'a', amount: 6 }],
    ]);
  });

  it('leaves no trace of a row that came and went within it', async () => {
    const answers = await shop.together(deposit('p', 5), till.close({ account: 'a' }));
    expect(repliesOf(answers)[1]).toEqual({ kind: 'closed', account: 'a', amount: 5 });
    expect(store.written).toEqual([]);
  });

  it('starts a row that went and came back from its first version', async () => {
    await shop.together(deposit('p', 5), deposit('p', 5));
    await shop.together(till.close({ account: 'a' }), deposit('p', 1));
    expect(amounts()).toEqual([['a', 1, 1]]);
  });

  it('loads again for a command whose keys a decision ahead of it has changed', async () => {
    const answers = await shop.together(point('p', 'z'), deposit('p', 4), deposit('p', 1), deposit('q', 1));
    expect(repliesOf(answers).slice(1)).toEqual([
      { kind: 'deposited', account: 'z', amount: 4 },
      { kind: 'deposited', account: 'z', amount: 5 },
      { kind: 'deposited', account: 'b', amount: 1 },
    ]);
    expect(store.asked.filter((line) => line === 'transaction')).toHaveLength(2);
  });

  it('lets a decision that throws fail alone', async () => {
    const answers = await shop.together(point('r', 'cursed'), deposit('p', 1), deposit('q', 1));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
    const cursed = await shop.together(deposit('p', 1), deposit('r', 1), deposit('q', 1));
    expect(cursed.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(amounts()).toEqual([
      ['a', 2, 2],
      ['b', 2, 2],
    ]);
    expect(shop.events).toHaveLength(4);
  });

  it.each([
    ['a key', () => point('p\u0000', 'a')],
    ['a value', () => point('p', 'a\u0000')],
  ])('lets a command with %s that cannot be stored fail alone, without another transaction', async (_case, bad) => {
    const answers = await shop.together(deposit('p', 1), bad(), deposit('p', 1));
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: expect.any(Unstorable) });
    expect(store.asked.filter((line) => line === 'transaction')).toHaveLength(1);
    expect(store.inner.rows(pointers).map(({ row }) => row.account)).toEqual(['a', 'b']);
  });
});
