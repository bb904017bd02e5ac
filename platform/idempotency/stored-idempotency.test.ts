import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import { type Store, StoreUnavailable, type Transaction } from '../store/store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import type { Answer, OperationKey } from './idempotency.ts';
import { type Operation, operations } from './operation.ts';
import { StoredIdempotency, type StoredIdempotencyOptions } from './stored-idempotency.ts';

const answer: Answer = { status: 201, headers: { location: '/orders/1' }, body: '{"id":"1","note":"\\u0000"}' };
const operation: OperationKey = { principal: 'anna', key: 'k1', fingerprint: 'post /orders 1' };
const claimed = { ...operation, attempt: 1 };
const claimedAgain = { ...operation, attempt: 2 };
const other: OperationKey = { ...operation, fingerprint: 'post /orders 2' };
const HOUR_MS = 60 * 60 * 1000;

/** Hosts that share one store and one clock. */
function world() {
  const store = new CountingStore();
  const clock = new FakeClock();
  let ids = 0;
  const newId = () => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;
  const host = (options: Partial<StoredIdempotencyOptions> = {}) =>
    new StoredIdempotency({ store, clock, newId, ...options });
  return { store, clock, host };
}

class CountingStore implements Store {
  readonly inner = new MemoryStore();
  transactions = 0;
  loads = 0;
  /** In the order in which they were sent. */
  readonly updated: string[] = [];
  unavailable = false;

  transact<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    this.transactions += 1;
    if (this.unavailable) return Promise.reject(new StoreUnavailable('the database is away'));
    return this.inner.transact((transaction) =>
      work({
        ...transaction,
        load: (...all) => {
          this.loads += 1;
          return transaction.load(...all);
        },
        write: (writes) => {
          for (const write of writes) if (write.write === 'update') this.updated.push(operations.keyOf(write.row).id);
          transaction.write(writes);
        },
      }),
    );
  }
}

describe('a first claim', () => {
  it('is given to one of many calls that arrive together', async () => {
    const { store, host } = world();
    const one = host();
    const claims = await Promise.all(Array.from({ length: 20 }, () => one.claim(operation)));

    expect(claims.filter(({ state }) => state === 'claimed')).toHaveLength(1);
    expect(claims.filter(({ state }) => state === 'running')).toHaveLength(19);
    expect(store.transactions).toBe(1);
  });

  it('is taken with many other keys in one transaction', async () => {
    const { store, host } = world();
    const one = host();
    const keys = Array.from({ length: 100 }, (_, index) => ({ ...operation, key: `k${index}` }));
    const claims = await Promise.all(keys.map((key) => one.claim(key)));

    expect(claims.every(({ state }) => state === 'claimed')).toBe(true);
    expect(store.transactions).toBe(1);
  });

  it('is given to one of two hosts', async () => {
    const { host } = world();
    const [one, two] = [host(), host()];
    const states = (await Promise.all([one.claim(operation), two.claim(operation)])).map(({ state }) => state);

    expect(states.sort()).toEqual(['claimed', 'running']);
  });

  it('keeps principals apart', async () => {
    const { host } = world();
    const one = host();
    await one.claim({ principal: 'a', key: 'bc', fingerprint: 'x' });

    expect(await one.claim({ principal: 'ab', key: 'c', fingerprint: 'x' })).toMatchObject({ state: 'claimed' });
  });
});

/** One host has claimed the operation, and another one took it over when the claim had run out. */
async function takenOver() {
  const { clock, host } = world();
  const [one, two] = [host(), host()];
  await one.claim(operation);
  clock.advance(60_000);
  await two.claim(operation);
  return { one, two, host };
}

describe('a call that is answered outright', () => {
  const refusal: Answer = { status: 409, headers: {}, body: '{"code":"sold_out"}' };

  it('is claimed and answered in one transaction, and says whose answer it is', async () => {
    const { store, host } = world();
    const one = host();
    const both = await Promise.all([one.claim(operation, refusal), one.claim(operation, refusal)]);
    expect(both).toEqual([
      { state: 'answered', answer: refusal, isFirst: true },
      { state: 'answered', answer: refusal },
    ]);
    expect(store.transactions).toBe(1);
    expect(await host().claim(operation)).toEqual({ state: 'answered', answer: refusal });
    expect(await host().claim(other, refusal)).toEqual({ state: 'mismatch' });
  });

  it('is run where it was begun before', async () => {
    const { host } = world();
    const one = host();
    const first = await one.claim(operation);
    expect(await host().claim(operation, refusal)).toMatchObject({ state: 'running' });
    await one.abandon(claimed);
    expect(await host().claim(operation, refusal)).toEqual({ ...first, attempt: 2, isRepeat: true });
  });

  it('gets the answer that is there', async () => {
    const { host } = world();
    const one = host();
    await one.claim(operation);
    await one.complete(claimed, answer);
    expect(await host().claim(operation, refusal)).toEqual({ state: 'answered', answer });
  });
});

describe('an answered key', () => {
  it('is not looked at again by the host that claimed it, and is locked in the order of all hosts', async () => {
    const { store, host } = world();
    const one = host();
    const keys = Array.from({ length: 20 }, (_, index) => ({ ...operation, key: `k${index}` }));
    await Promise.all(keys.map((key) => one.claim(key)));
    const loads = store.loads;
    const given = keys.map((key) => one.complete({ ...key, attempt: 1 }, answer));
    expect(await Promise.all(given)).toEqual(keys.map(() => answer));
    expect(store.loads).toBe(loads);
    expect(store.updated).toHaveLength(20);
    expect(store.updated).toEqual(store.updated.toSorted());
    expect(store.inner.rows(operations).every(({ row }) => (row as Operation).state === 'answered')).toBe(true);
  });

  it('is looked at where one of those that are answered together was taken over meanwhile', async () => {
    const { clock, host } = world();
    const [one, two] = [host(), host()];
    const taken = { ...operation, key: 'taken' };
    await Promise.all([one.claim(operation), one.claim(taken)]);
    clock.advance(60_000);
    await two.claim(taken);
    const given = [one.complete({ ...taken, attempt: 1 }, answer), one.complete(claimed, answer)];
    expect(await Promise.all(given)).toEqual([undefined, answer]);
    expect(await two.complete({ ...taken, attempt: 2 }, { ...answer, body: 'later' })).toMatchObject({ body: 'later' });
  });

  it('gives the answer again to the letter, without the database on the host that gave it', async () => {
    const { store, host } = world();
    const one = host();
    await one.claim(operation);
    await one.complete(claimed, answer);
    const before = store.transactions;

    expect(await one.claim(operation)).toEqual({ state: 'answered', answer });
    expect(store.transactions).toBe(before);
    expect(await host().claim(operation)).toEqual({ state: 'answered', answer });
  });

  it('keeps its first answer', async () => {
    const { one, two } = await takenOver();
    expect(await two.complete(claimedAgain, answer)).toEqual(answer);
    // Who ran it a second time says what the first said.
    expect(await one.complete(claimed, { ...answer, body: 'late' })).toEqual(answer);

    expect(await one.claim(operation)).toEqual({ state: 'answered', answer });
  });

  it('is not answered by a run that was overtaken, which knows nothing of the later one', async () => {
    const { one, two, host } = await takenOver();
    expect(await one.complete(claimed, { ...answer, body: 'overtaken' })).toBeUndefined();
    await one.abandon(claimed);
    expect(await one.claim(operation)).toMatchObject({ state: 'running' });

    expect(await two.complete(claimedAgain, answer)).toEqual(answer);
    expect(await host().claim(operation)).toEqual({ state: 'answered', answer });
  });

  it('is not given away a third time on a host that has begun it twice, when the first run ends', async () => {
    const { clock, host } = world();
    const one = host();
    await one.claim(operation);
    clock.advance(60_000);
    expect(await one.claim(operation)).toMatchObject({ attempt: 2 });
    await one.complete(claimed, answer);

    expect(await one.claim(operation)).toMatchObject({ state: 'running' });
    expect(await one.complete(claimedAgain, answer)).toEqual(answer);
  });

  it('is forgotten after a day, and then starts a new operation', async () => {
    const { store, clock, host } = world();
    const one = host();
    const first = await one.claim(operation);
    await one.complete(claimed, answer);
    clock.advance(24 * HOUR_MS - 1);
    expect(await one.claim(operation)).toMatchObject({ state: 'answered' });
    expect(await one.sweep(clock.nowMs())).toBe(0);
    clock.advance(1);
    const again = await one.claim(other);

    expect(again).toMatchObject({ state: 'claimed' });
    expect(again).not.toEqual(first);
    clock.advance(24 * HOUR_MS);
    expect(await one.sweep(clock.nowMs())).toBe(1);
    expect(store.inner.rows(operations)).toEqual([]);
  });

  it('is swept in bounded transactions', async () => {
    const { store, clock, host } = world();
    const one = host();
    await Promise.all(Array.from({ length: 1_100 }, (_, index) => one.claim({ ...operation, key: `k${index}` })));
    clock.advance(24 * HOUR_MS);
    const before = store.transactions;

    expect(await one.sweep(clock.nowMs())).toBe(1_100);
    expect(store.transactions - before).toBe(3);
  });
});

describe('another body under the same key', () => {
  it('is refused whatever became of the first', async () => {
    const { host } = world();
    const one = host();
    await one.claim(operation);
    expect(await one.claim(other)).toEqual({ state: 'mismatch' });
    expect(await host().claim(other)).toEqual({ state: 'mismatch' });
    await one.abandon(claimed);
    expect(await one.claim(other)).toEqual({ state: 'mismatch' });
    await one.claim(operation);
    await one.complete(claimedAgain, answer);
    expect(await one.claim(other)).toEqual({ state: 'mismatch' });
    expect(await host().claim(other)).toEqual({ state: 'mismatch' });
  });

  it('does not get a repeated call refused that arrives just behind it', async () => {
    const { host } = world();
    const one = host();
    await one.claim(operation);
    await one.complete(claimed, answer);
    const restarted = host();
    const [wrong, right] = await Promise.all([restarted.claim(other), restarted.claim(operation)]);

    expect(wrong).toEqual({ state: 'mismatch' });
    expect(right).toEqual({ state: 'answered', answer });
  });
});

describe('an operation without an answer', () => {
  it('can be claimed again at once when it was given back, under the same operation id', async () => {
    const { host } = world();
    const one = host();
    const first = await one.claim(operation);
    await one.abandon(claimed);

    expect(await host().claim(operation)).toEqual({ ...first, attempt: 2, isRepeat: true });
  });

  it('can be claimed again when its host is silent for a minute, under the same operation id', async () => {
    const { clock, host } = world();
    const first = await host().claim(operation);
    const survivor = host();
    clock.advance(59_999);
    expect(await survivor.claim(operation)).toEqual({ state: 'running', retryAfterSeconds: 1 });
    clock.advance(1);

    expect(await survivor.claim(operation)).toEqual({ ...first, attempt: 2, isRepeat: true });
    expect(await host().claim(operation)).toMatchObject({ state: 'running' });
  });

  it('can be claimed at once by a host that knows the other to be gone', async () => {
    const { host } = world();
    const first = await host().claim(operation);

    expect(await host({ ownerIsAlive: () => false }).claim(operation)).toEqual({
      ...first,
      attempt: 2,
      isRepeat: true,
    });
  });

  it('can be claimed again on the host whose store was away when it was to be given back', async () => {
    const { store, host } = world();
    const one = host();
    const first = await one.claim(operation);
    store.unavailable = true;
    await expect(one.abandon(claimed)).rejects.toThrow('away');
    await expect(one.claim(operation)).rejects.toThrow('away');
    store.unavailable = false;

    expect(await one.claim(operation)).toEqual({ ...first, attempt: 2, isRepeat: true });
  });
});
