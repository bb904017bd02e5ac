import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../store/memory-store.ts';
import type { Store } from '../store/store.ts';
import { type LogReader, storedLog } from './event-log.ts';
import { generations } from './generations.ts';
import { deposit, TallyHost } from './testing/tally.ts';

/** Every event was folded once when the counts are those of the deposits and the amounts those of the last ones. */
function fold(deposits: readonly (readonly [string, number])[]): Record<string, readonly [number, number]> {
  const rows: Record<string, [number, number]> = {};
  for (const [account, amount] of deposits) rows[account] = [(rows[account]?.[0] ?? 0) + 1, amount];
  return rows;
}

/** A store that fails now and then, before its transaction is committed or after: the caller cannot tell. */
class Unreliable implements Store {
  readonly inner = new MemoryStore();
  #fates: ('well' | 'not committed' | 'committed')[] = [];

  meets(fates: readonly ('well' | 'not committed' | 'committed')[]): void {
    this.#fates = [...fates];
  }

  async transact<T>(work: Parameters<Store['transact']>[0]): Promise<T> {
    const fate = this.#fates.shift() ?? 'well';
    if (fate === 'not committed') throw new Error('the connection broke');
    const result = (await this.inner.transact(work)) as T;
    if (fate === 'committed') throw new Error('the connection broke');
    return result;
  }
}

const deposits = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 1, max: 9 })), { maxLength: 6 });
const fates = fc.array(fc.constantFrom('well' as const, 'not committed' as const, 'committed' as const), {
  maxLength: 5,
});
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ deposits }) },
  { weight: 4, arbitrary: fc.record({ turnWith: fates, hosts: fc.constantFrom([0], [1], [0, 1]) }) },
  { weight: 1, arbitrary: fc.constant('rebuild' as const) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
);

/** Each in a record of its own, as those of a quiet module are. */
async function depositMany(log: Store, count: number): Promise<void> {
  for (let amount = 1; amount <= count; amount++) await deposit(log, ['a', amount]);
}

/** Generations that nobody has removed yet. */
function retire(store: Store, first: number, count: number): Promise<void> {
  return store.transact(async (transaction) => {
    for (let generation = first; generation < first + count; generation++) {
      const row = { projection: 'tally', generation, state: 'retired', foldVersion: 1, positions: {} };
      transaction.write([
        { write: 'insert', table: generations, row: { ...row, eventAt: null, startedAt: 0 }, version: 1 },
      ]);
    }
  });
}

describe('a projection', () => {
  it('is the fold of its events, whatever breaks, whoever else is at it and whenever it is rebuilt', () =>
    fc.assert(
      fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async (happenings) => {
        const log = new MemoryStore();
        const store = new Unreliable();
        let hosts = [new TallyHost(log, store), new TallyHost(log, store)];
        const told: (readonly [string, number])[] = [];
        let seenCount = -1;
        for (const event of happenings) {
          if (event === 'restart') hosts = [new TallyHost(log, store), new TallyHost(log, store)];
          else if (event === 'rebuild') await hosts[0]?.projections.rebuild('tally');
          else if ('deposits' in event) {
            await deposit(log, ...event.deposits);
            told.push(...event.deposits);
          } else {
            store.meets(event.turnWith);
            const turns = event.hosts.map((host) => hosts[host]?.turn());
            for (const turn of await Promise.allSettled(turns)) {
              if (turn.status === 'rejected') expect(turn.reason.message).toBe('the connection broke');
            }
            store.meets([]);
          }
          // A reader, at any moment: never less than it saw before, and nothing that was not told.
          const seen = await hosts[1]?.read();
          const count = Object.values(seen ?? {}).reduce((sum, [each]) => sum + each, seen === undefined ? -1 : 0);
          expect(count).toBeGreaterThanOrEqual(seenCount);
          seenCount = count;
        }
        await hosts[0]?.untilDone();
        expect(await hosts[0]?.read()).toEqual(fold(told));
        const status = await hosts[0]?.projections.statusOf('tally');
        expect([status?.building, status?.active?.lagEvents]).toEqual([undefined, 0]);
      }),
      { numRuns: 300 },
    ));

  it('is built anew when its fold has another version, and read as it was until then', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    const old = new TallyHost(log, store);
    await deposit(log, ['a', 1], ['a', 2]);
    await old.untilDone();
    const renewed = new TallyHost(log, store, { version: 2 });
    await renewed.turn();
    expect(await renewed.read()).toEqual({ a: [2, 2] });
    await renewed.untilDone();
    expect((await renewed.projections.statusOf('tally')).active?.generation).toBe(2);
    expect(await renewed.read()).toEqual({ a: [2, 2] });
  });

  /** A newer fold keeps amounts in pennies, and cannot go on from rows that are not. */
  const inPennies = {
    version: 2,
    amountAfter: (deposited: number, before = 0) => {
      if (before % 100 !== 0) throw new Error(`${before} is not in pennies`);
      return deposited * 100;
    },
  };

  it('is built anew also where its fold fails at the rows of the one before, which is reported', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    const old = new TallyHost(log, store);
    await deposit(log, ['a', 1]);
    await old.untilDone();
    await deposit(log, ['a', 2]);
    const renewed = new TallyHost(log, store, inPennies);
    await renewed.turn();
    expect((await renewed.projections.statusOf('tally')).error).toBe('1 is not in pennies');
    await renewed.untilDone();
    expect(await renewed.read()).toEqual({ a: [2, 200] });
    expect(renewed.failures).toEqual(['tally: 1 is not in pennies']);
    expect((await renewed.projections.statusOf('tally')).error).toBeUndefined();
  });

  it('whose fold is newer elsewhere gets no rows of an older one', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    const renewed = new TallyHost(log, store, inPennies);
    await deposit(log, ['a', 1]);
    await renewed.untilDone();
    await deposit(log, ['a', 2]);
    const newer = () => store.rows(generations).find(({ row }) => row.foldVersion === 2)?.row.positions;
    const reached = newer();
    await new TallyHost(log, store).turn();
    expect(newer()).toEqual(reached);
  });

  it('goes over to a newer fold while hosts of both are at it, and stays there', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    const old = new TallyHost(log, store);
    await depositMany(log, 3_000);
    await old.untilDone();
    const renewed = new TallyHost(log, store, { version: 2 });
    for (let round = 0; round < 20; round++) {
      await renewed.turn();
      await old.turn();
      expect((await old.read())?.a?.[0]).toBe(3_000);
    }
    const live = () => store.rows(generations).map(({ row }) => [row.generation, row.state, row.foldVersion]);
    expect(live()).toEqual([[2, 'active', 2]]);
    await deposit(log, ['a', 7]);
    await renewed.untilDone();
    expect(await old.read()).toEqual({ a: [3_001, 7] });
    old.projections.start();
    expect(await old.projections.caughtUp('tally', 100)).toBe(true);
    await old.projections.stop();
    expect(live()).toEqual([[2, 'active', 2]]);
  });

  it('of a newer fold is built to its end by hosts that have it, also where there was none before', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    const [old, renewed] = [new TallyHost(log, store), new TallyHost(log, store, inPennies)];
    await depositMany(log, 3_000);
    await renewed.turn();
    await old.untilDone();
    await renewed.untilDone();
    expect(await old.read()).toEqual({ a: [3_000, 300_000] });
    expect(store.rows(generations).map(({ row }) => row.generation)).toEqual([1]);
  });

  it('stands still once its newer fold is rolled back, until it is asked for anew', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    await deposit(log, ['a', 1]);
    await new TallyHost(log, store, inPennies).untilDone();
    await deposit(log, ['a', 2]);
    const rolledBack = new TallyHost(log, store);
    await rolledBack.untilDone();
    expect(await rolledBack.read()).toEqual({ a: [1, 100] });
    await rolledBack.projections.rebuild('tally');
    await rolledBack.untilDone();
    expect(await rolledBack.read()).toEqual({ a: [2, 2] });
    // Its rows may be in tables that only the newer fold knows of.
    expect(store.rows(generations).map(({ row }) => [row.state, row.foldVersion])).toEqual([
      ['retired', 2],
      ['active', 1],
    ]);
    const renewed = new TallyHost(log, store, inPennies);
    for (let round = 0; round < 3; round++) await renewed.untilDone();
    expect(await rolledBack.read()).toEqual({ a: [2, 200] });
    expect(store.rows(generations)).toHaveLength(1);
  });

  it('is asked for anew also where a newer fold was being built when it was rolled back', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    await depositMany(log, 3_000);
    await new TallyHost(log, store, { version: 2 }).turn();
    const rolledBack = new TallyHost(log, store);
    await rolledBack.projections.rebuild('tally');
    await rolledBack.untilDone();
    expect((await rolledBack.read())?.a?.[0]).toBe(3_000);
  });

  it('is read and built on with any number of retired generations before and behind it', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    const host = new TallyHost(log, store);
    await deposit(log, ['a', 1]);
    await retire(store, 1, 150);
    await host.turn();
    expect(await host.projections.statusOf('tally')).toMatchObject({
      building: undefined,
      active: { generation: 151 },
    });
    await retire(store, 152, 150);
    expect(await new TallyHost(log, store).read()).toEqual({ a: [1, 1] });
    await host.projections.rebuild('tally');
    await host.untilDone();
    expect(await host.projections.statusOf('tally')).toMatchObject({
      building: undefined,
      active: { generation: 302 },
    });
    expect(await host.read()).toEqual({ a: [1, 1] });
    for (let round = 0; round < 302; round++) await host.untilDone();
    expect(store.rows(generations).map(({ row }) => row.generation)).toEqual([302]);
  });

  it('is never seen half removed, by a reader on a host that knows of no rebuild', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    const [reading, building] = [new TallyHost(log, store), new TallyHost(log, store)];
    await deposit(log, ['a', 1]);
    await reading.untilDone();
    await building.projections.rebuild('tally');
    await building.untilDone();
    expect(await reading.read()).toEqual({ a: [1, 1] });
  });

  it('has nothing to show before it was built once, rather than nothing in it', async () => {
    const host = new TallyHost(new MemoryStore());
    expect(await host.read()).toBeUndefined();
    await host.untilDone();
    expect(await host.read()).toEqual({});
  });

  it('stops before an event that does not fit its schema, says so, and goes on once that is mended', async () => {
    const [log, store] = [new MemoryStore(), new MemoryStore()];
    const reader = storedLog(log);
    const spoilt: LogReader = {
      ...reader,
      read: async (after, limit) => {
        const page = await reader.read(after, limit);
        const spoil = (events: string) => events.replaceAll('"account":"a"', '"account":5');
        return { ...page, records: page.records.map((one) => ({ ...one, events: spoil(one.events) })) };
      },
    };
    const host = new TallyHost(log, store, { reader: spoilt });
    await host.turn();
    await deposit(log, ['a', 1]);
    await expect(host.turn()).rejects.toThrow('account is not a string');
    expect((await host.projections.statusOf('tally')).active).toMatchObject({ lagEvents: 1, positions: {} });
    const mended = new TallyHost(log, store);
    await mended.untilDone();
    expect(await mended.read()).toEqual({ a: [1, 1] });
  });
});

describe('whoever needs what was just committed', () => {
  it('waits for it, without the linger of the others', async () => {
    const host = new TallyHost(new MemoryStore());
    host.projections.start();
    expect(await host.projections.caughtUp('tally', 100)).toBe(true);
    await deposit(host.log, ['a', 7]);
    expect(await host.projections.caughtUp('tally', 100)).toBe(true);
    expect(await host.read()).toEqual({ a: [1, 7] });
    await host.projections.stop();
  });

  it('is told when it takes too long', async () => {
    const host = new TallyHost(new MemoryStore());
    await deposit(host.log, ['a', 7]);
    const answer = host.projections.caughtUp('tally', 100);
    await new Promise((resolve) => setImmediate(resolve));
    host.clock.advance(100);
    expect(await answer).toBe(false);
  });
});
