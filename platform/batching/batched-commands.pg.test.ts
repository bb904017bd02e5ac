import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import type { Call } from '../rpc/contract.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import type { Store } from '../store/store.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { till } from '../testing/till-contract.ts';
import { accounts, CREATE_TILL_TABLES, MOST, pointers } from '../testing/till-module.ts';
import { repliesOf, tillOn } from '../testing/till-store.ts';
import { BatchedCommands } from './batched-commands.ts';
import type { Decider } from './execute-batch.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 4 });
  await pool.query(CREATE_TILL_TABLES);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function emptyStore(): Promise<PostgresStore> {
  await pool.query('truncate pointers, accounts');
  return new PostgresStore(pool, 'public');
}

function rowsOf(store: Store): Promise<unknown> {
  return store.transact(async (transaction) => [
    await transaction.find(pointers, [], { limit: 1000 }),
    await transaction.find(accounts, [], { limit: 1000 }),
  ]);
}

const names = fc.constantFrom('a', 'b', 'c', 'cursed', 'nul\u0000');
const anyCall: fc.Arbitrary<Call> = fc.oneof(
  fc.record({ pointer: names, account: names }).map(till.point),
  { weight: 3, arbitrary: fc.record({ pointer: names, amount: fc.integer({ min: -5, max: 9 }) }).map(till.deposit) },
  fc.record({ account: names }).map(till.close),
);

describe('batches on PostgreSQL', () => {
  it('do what their commands do one by one in memory', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(anyCall, { maxLength: 24 }),
        fc.integer({ min: 1, max: 24 }),
        async (calls, maxSize) => {
          const memory = new MemoryStore();
          const alone = tillOn(memory);
          const expected = await alone.oneByOne(...calls);
          const store = await emptyStore();
          const batched = tillOn(store, { maxSize, delayMs: 0, capacity: 100 });
          expect(repliesOf(await batched.together(...calls))).toEqual(repliesOf(expected));
          expect(await rowsOf(store)).toEqual(await rowsOf(memory));
          expect(batched.events.map(({ payload }) => payload)).toEqual(alone.events.map(({ payload }) => payload));
        },
      ),
      { numRuns: 100 },
    ));

  it('are the same for two hosts at once, of which no command is lost', async () => {
    const store = await emptyStore();
    const hosts = [tillOn(store, { maxSize: 16, delayMs: 0, capacity: 999 }), tillOn(store)];
    await hosts[0]?.together(...['x', 'y', 'z'].map((name) => till.point({ pointer: name, account: name })));
    const calls = Array.from({ length: 150 }, (_, index) =>
      till.deposit({ pointer: ['x', 'y', 'z'][index % 3] ?? 'x', amount: 1 }),
    );
    const answers = await Promise.all([hosts[0]?.together(...calls), hosts[1]?.together(...calls.toReversed())]);
    expect(new Set(answers.flat().map((answer) => answer?.status))).toEqual(new Set(['fulfilled']));
    const found = await store.transact((transaction) => transaction.find(accounts, [], { limit: 9 }));
    expect(found.map(({ row, version }) => [row.amount, version])).toEqual(Array(3).fill([100, 100]));
  });

  it('refuse nothing on rows of which some are older than a copy of the request that another host decides, and some newer', async () => {
    const store = await emptyStore();
    await store.transact(async (transaction) =>
      transaction.write([{ write: 'insert', table: accounts, row: { account: 'pot', amount: 1 }, version: 1 }]),
    );
    /** Takes what is in the pot, once. */
    const take: Decider = {
      loads: () => [pointers.key('taken'), accounts.key('pot')],
      decide: (rows) => {
        if (rows.get(pointers.key('taken')) !== undefined) return { reply: 'taken', effects: [] };
        if (rows.get(accounts.key('pot'))?.amount !== 1) return { reply: 'empty', effects: [] };
        const effects = [
          pointers.put({ pointer: 'taken', account: 'pot' }),
          accounts.put({ account: 'pot', amount: 0 }),
        ];
        return { reply: 'taken', effects };
      },
    };
    const context = { store, tables: [pointers, accounts], record: () => false };
    const host = new BatchedCommands('pot', context, new FakeClock());
    const other = await pool.connect();
    try {
      await other.query("begin; insert into pointers values ('taken', 'pot', 1)");
      await other.query("update accounts set amount = 0, version = 2 where account = 'pot'");
      const answer = host.submit(take, {});
      // It has seen that nothing is taken, and waits for the pot.
      await vi.waitFor(
        async () => {
          const { rowCount } = await pool.query(
            "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
          );
          expect(rowCount).toBe(1);
        },
        { timeout: 30_000 },
      );
      await other.query('commit');
      expect(await answer).toBe('taken');
    } finally {
      other.release();
    }
  });

  it('isolate a command that the database refuses: the others succeed', async () => {
    const store = await emptyStore();
    const shop = tillOn(store);
    const pointer = (index: number) => `p${index}`;
    await shop.together(
      ...Array.from({ length: 64 }, (_, index) => till.point({ pointer: pointer(index), account: `a${index}` })),
    );
    const answers = await shop.together(
      ...Array.from({ length: 64 }, (_, index) =>
        till.deposit({ pointer: pointer(index), amount: index === 41 ? MOST + 1 : 1 }),
      ),
    );
    const failed = answers.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []));
    expect(failed).toEqual([41]);
    const found = await store.transact((transaction) => transaction.find(accounts, [], { limit: 99 }));
    expect(found).toHaveLength(63);
    expect(shop.events).toHaveLength(63);
  });

  it('cost as many statements for many commands as for few', async () => {
    const shop = tillOn(await emptyStore());
    const statements = vi.spyOn(pg.Client.prototype, 'query');
    const cost = async (count: number): Promise<number> => {
      const indexes = Array.from({ length: count }, (_, index) => `${count}-${index}`);
      await shop.together(...indexes.map((name) => till.point({ pointer: name, account: name })));
      statements.mockClear();
      await shop.together(...indexes.map((name) => till.deposit({ pointer: name, amount: 1 })));
      return statements.mock.calls.length;
    };
    const costs = [await cost(1), await cost(10), await cost(500)];
    statements.mockRestore();
    // begin, two loads, one insert, commit.
    expect(costs).toEqual([5, 5, 5]);
  });
});
