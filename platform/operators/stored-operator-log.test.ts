import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store } from '../store/store.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import type { NewOperatorEntry } from './operator-log.ts';
import { StoredOperatorLog } from './stored-operator-log.ts';

const idOf = (digit: number) => `00000000-0000-7000-8000-00000000000${digit}`;

function entry(digit: number, changes: Partial<NewOperatorEntry> = {}): NewOperatorEntry {
  return {
    entryId: idOf(digit),
    actor: 'eve',
    action: 'saga.retry',
    object: { kind: 'saga', id: idOf(9) },
    reason: 'The provider is back.',
    traceId: 'f'.repeat(32),
    ...changes,
  };
}

function openLog() {
  const clock = new FakeClock(0);
  const log = new StoredOperatorLog(new MemoryStore(), clock);
  const outcomes = async () => (await log.list({ limit: 10 })).entries.map(({ outcome }) => outcome);
  return { log, clock, outcomes };
}

describe('the log of operators', () => {
  it('has an entry before its action is done, and says how that ended', async () => {
    const { log, outcomes } = openLog();
    await log.begin(entry(1));
    expect((await log.list({ limit: 10 })).entries).toEqual([{ ...entry(1), atMs: 0, outcome: 'unknown' }]);
    await log.end(idOf(1), 'done');
    await log.begin(entry(2));
    await log.end(idOf(2), 'refused');
    expect(await outcomes()).toEqual(['refused', 'done']);
  });

  it('keeps one entry for a call that is run again, as it was first', async () => {
    const { log, clock, outcomes } = openLog();
    await log.begin(entry(1));
    clock.advance(5_000);
    await log.begin(entry(1, { traceId: 'e'.repeat(32) }));
    await log.end(idOf(1), 'done');
    await log.begin(entry(1));
    await log.end(idOf(1), 'refused');
    expect((await log.list({ limit: 10 })).entries).toEqual([{ ...entry(1), atMs: 0, outcome: 'done' }]);
    expect(await outcomes()).toEqual(['done']);
  });

  it('does not call refused what an earlier run of the call may have done', async () => {
    const { log, outcomes } = openLog();
    await log.begin(entry(1));
    await log.begin(entry(1));
    await log.end(idOf(1), 'refused');
    expect(await outcomes()).toEqual(['unknown']);
  });

  it('is listed newest first, by action, page by page', async () => {
    const { log } = openLog();
    for (const digit of [1, 2, 3, 4]) {
      await log.begin(entry(digit, { action: digit === 2 ? 'order.cancel' : 'saga.retry' }));
    }
    const ids = async (filter: { action?: string; before?: string; limit: number }) => {
      const { entries, more } = await log.list(filter);
      return [entries.map(({ entryId }) => entryId), more];
    };
    expect(await ids({ limit: 3 })).toEqual([[idOf(4), idOf(3), idOf(2)], true]);
    expect(await ids({ limit: 3, before: idOf(2) })).toEqual([[idOf(1)], false]);
    expect(await ids({ limit: 3, action: 'saga.retry' })).toEqual([[idOf(4), idOf(3), idOf(1)], false]);
  });

  it('writes what comes together by a few transactions, each word durable before it is answered', async () => {
    const store = new MemoryStore();
    let transactions = 0;
    const counted: Store = {
      transact: (work) => {
        transactions += 1;
        return store.transact(work);
      },
    };
    const log = new StoredOperatorLog(counted, new FakeClock(0));
    const reader = new StoredOperatorLog(store, new FakeClock(0));
    const ids = Array.from({ length: 200 }, (_, index) => `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`);
    const act = async (entryId: string): Promise<void> => {
      await log.begin({ ...entry(1), entryId });
      const written = (await reader.list({ limit: 500 })).entries;
      expect(written.map((one) => one.entryId)).toContain(entryId);
      await log.end(entryId, 'done');
    };
    await Promise.all(ids.map(act));
    const { entries } = await log.list({ limit: 500 });
    expect(entries.map(({ entryId, outcome }) => [entryId, outcome])).toEqual(
      ids.toReversed().map((id) => [id, 'done']),
    );
    expect(transactions).toBeLessThan(20);
  });

  it('takes words about one entry that come together in their order', async () => {
    const { log, outcomes } = openLog();
    await Promise.all([log.begin(entry(1)), log.begin(entry(1)), log.end(idOf(1), 'refused')]);
    expect(await outcomes()).toEqual(['unknown']);
    await Promise.all([log.begin(entry(2)), log.end(idOf(2), 'refused')]);
    expect(await outcomes()).toEqual(['refused', 'unknown']);
  });

  it('fails for the one entry that cannot be written', async () => {
    const store = new MemoryStore();
    const refusing: Store = {
      transact: (work) =>
        store.transact((transaction) =>
          work({
            load: (...all) => transaction.load(...all),
            find: (...all) => transaction.find(...all),
            tail: (...all) => transaction.tail(...all),
            head: (of) => transaction.head(of),
            write: (writes) => {
              if (writes.some((one) => 'row' in one && (one.row as { actor: string }).actor === 'mallory'))
                throw new Error('no');
              transaction.write(writes);
            },
          }),
        ),
    };
    const log = new StoredOperatorLog(refusing, new FakeClock(0));
    const begun = await Promise.allSettled(
      [1, 2, 3].map((digit) => log.begin(entry(digit, digit === 2 ? { actor: 'mallory' } : {}))),
    );
    expect(begun.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await log.list({ limit: 10 })).entries.map(({ entryId }) => entryId)).toEqual([idOf(3), idOf(1)]);
  });
});
