import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { Conflict, type Store, StoreUnavailable, type Transaction } from '../store/store.ts';
import { till } from '../testing/till-contract.ts';
import { accounts } from '../testing/till-module.ts';
import { repliesOf, tillOn } from '../testing/till-store.ts';

/** A memory store whose transactions fail as told: the script names an error for each of them, or none. */
class Failing implements Store {
  readonly inner = new MemoryStore();
  readonly script: (Error | undefined)[] = [];
  transactions = 0;
  /** True for keys that a transaction cannot load. */
  refuses: (keys: readonly string[]) => boolean = () => false;

  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.transactions += 1;
    const failure = this.script.shift();
    return this.inner.transact(async (transaction) => {
      const result = await work({
        ...transaction,
        load: (table, keys, options) => {
          if (this.refuses(keys.map(({ id }) => id))) throw new Error('the database refuses these');
          return transaction.load(table, keys, options);
        },
      });
      if (failure !== undefined) throw failure;
      return result;
    });
  }
}

const calls = Array.from({ length: 8 }, (_, index) => till.point({ pointer: `p${index}`, account: 'a' }));

describe('batched commands', () => {
  it('run a batch again when another transaction got in between', async () => {
    const store = new Failing();
    store.script.push(new Conflict('one'), new Conflict('two'));
    const shop = tillOn(store);
    const answers = await shop.together(...calls, till.deposit({ pointer: 'p0', amount: 5 }));
    expect(answers.map(({ status }) => status)).toEqual(Array(9).fill('fulfilled'));
    // The deposit needs an account that was not loaded with the first batch: it came with a second one.
    expect(store.transactions).toBe(4);
    expect(store.inner.rows(accounts)).toEqual([{ row: { account: 'a', amount: 5 }, version: 1 }]);
    expect(shop.events).toHaveLength(1);
  });

  it('give a lasting conflict up, with an answer to everybody', async () => {
    const store = new Failing();
    store.script.push(...Array.from({ length: 1000 }, () => new Conflict('always')));
    const answers = await tillOn(store).together(...calls);
    expect(repliesOf(answers)).toEqual(Array(8).fill('Conflict'));
  });

  it('answer everybody at once when the store is away, without asking it again', async () => {
    const store = new Failing();
    store.script.push(new StoreUnavailable('away'));
    const answers = await tillOn(store).together(...calls);
    expect(repliesOf(answers)).toEqual(Array(8).fill('StoreUnavailable'));
    expect(store.transactions).toBe(1);
  });

  it('stop splitting a batch when the store goes away meanwhile', async () => {
    const store = new Failing();
    store.script.push(new Error('poison'), undefined, new StoreUnavailable('away'));
    const answers = await tillOn(store).together(...calls);
    expect(answers.map(({ status }) => status)).toEqual([...Array(4).fill('fulfilled'), ...Array(4).fill('rejected')]);
    expect(store.transactions).toBe(3);
  });

  it('answer everybody within a bounded number of transactions when none of them can succeed', async () => {
    const store = new Failing();
    store.script.push(...Array.from({ length: 10_000 }, () => new Error('a constraint refuses it')));
    const many = Array.from({ length: 512 }, (_, index) => till.point({ pointer: `p${index}`, account: 'a' }));
    const answers = await tillOn(store).together(...many);
    expect(new Set(repliesOf(answers))).toEqual(new Set(['Error', 'NotTried']));
    expect(store.transactions).toBe(64);
  });

  it('single a few out of a large batch, and the others succeed', async () => {
    const store = new Failing();
    const poisoned = [3, 200, 201, 440];
    const many = Array.from({ length: 512 }, (_, index) =>
      poisoned.includes(index)
        ? till.deposit({ pointer: 'cursed', amount: 1 })
        : till.point({ pointer: `p${index}`, account: 'a' }),
    );
    store.refuses = (keys) => keys.some((key) => key.includes('cursed'));
    const answers = await tillOn(store).together(...many);
    const failed = answers.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(failed).toEqual(poisoned);
  });

  it('decide with the time at which a command was taken up', async () => {
    const shop = tillOn(new MemoryStore());
    await shop.oneByOne(calls[0] ?? till.close({ account: '' }), till.deposit({ pointer: 'p0', amount: 1 }));
    expect(shop.events.map(({ atMs }) => atMs)).toEqual([Date.UTC(2026, 0, 1)]);
  });
});
