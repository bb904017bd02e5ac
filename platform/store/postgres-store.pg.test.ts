import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { CREATE_CONFORMANCE_TABLES, entries, pairs } from '../testing/conformance-tables.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { storeConformance } from '../testing/store-conformance.ts';
import { anyHistory, play } from '../testing/store-histories.ts';
import { TcpLink } from '../testing/tcp-link.ts';
import { MemoryStore } from './memory-store.ts';
import { PostgresStore } from './postgres-store.ts';
import { Conflict, StoreUnavailable, type Transaction, type Write } from './store.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 4 });
  await pool.query(CREATE_CONFORMANCE_TABLES);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function emptyStore(): Promise<PostgresStore> {
  await pool.query('truncate things, pairs, entries restart identity');
  return new PostgresStore(pool, 'public');
}

storeConformance('PostgresStore', emptyStore);

function insertPair(left: string, right: number, amount = 0): Write {
  return { write: 'insert', table: pairs, row: { left, right, amount }, version: 1 };
}

/** A promise and the function that resolves it: one transaction tells another when to go on. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

/** Resolves when some connection waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if ((rows[0]?.waiting ?? 0) > 0) return;
  }
}

async function ownPid(transaction: Transaction): Promise<number> {
  // The store has no SQL for it: of this database's connections, the one that idles in a transaction is its own.
  await transaction.load(pairs, [pairs.key('', 0)]);
  const { rows } = await pool.query<{ pid: number }>(
    `select pid from pg_stat_activity where datname = current_database() and state = 'idle in transaction'`,
  );
  expect(rows).toHaveLength(1);
  return rows[0]?.pid ?? 0;
}

describe('PostgresStore', () => {
  it('does what MemoryStore does, whatever the history', () =>
    fc.assert(
      fc.asyncProperty(anyHistory, async (history) => {
        const expected = await play(new MemoryStore(), history);
        expect(await play(await emptyStore(), history)).toEqual(expected);
      }),
      { numRuns: 100 },
    ));

  it("tells the time of the server's clock, in whole milliseconds", async () => {
    const store = await emptyStore();
    const told = await store.transact((transaction) => transaction.nowMs?.() ?? Promise.reject(new Error('no clock')));
    const { rows } = await pool.query<{ later: number }>(
      'select (extract(epoch from clock_timestamp()) * 1000)::float8 as later',
    );
    const later = rows[0]?.later ?? 0;
    expect(Number.isInteger(told)).toBe(true);
    expect(told).toBeLessThanOrEqual(later);
    expect(told).toBeGreaterThan(later - 60_000);
  });

  it('holds what it has loaded until the transaction ends', async () => {
    const store = await emptyStore();
    await store.transact(async (transaction) => transaction.write([insertPair('a', 1, 1)]));
    const key = pairs.key('a', 1);
    const loaded = signal();
    const order: string[] = [];
    const add = async (name: string, transaction: Transaction, meanwhile: () => Promise<void>) => {
      const stored = (await transaction.load(pairs, [key])).get(key.id);
      order.push(`${name} has it`);
      await meanwhile();
      const { row, version } = stored ?? { row: { left: 'a', right: 1, amount: 0 }, version: 0 };
      const next = { ...row, amount: row.amount + 10 };
      transaction.write([{ write: 'update', table: pairs, row: next, version: version + 1, expectedVersion: version }]);
      order.push(`${name} is done`);
    };
    const first = store.transact((transaction) =>
      add('first', transaction, async () => {
        loaded.give();
        await somebodyWaits();
      }),
    );
    await loaded.given;
    await Promise.all([first, store.transact((transaction) => add('second', transaction, async () => undefined))]);
    expect(order).toEqual(['first has it', 'first is done', 'second has it', 'second is done']);
    const [stored] = await store.transact((transaction) => transaction.find(pairs, [], { limit: 1 }));
    expect(stored).toMatchObject({ row: { amount: 21 }, version: 3 });
  });

  it('cannot be used while its tables are not there: whoever asks next would hear the same', async () => {
    const elsewhere = new PostgresStore(pool, 'no_such_schema');
    const reading = elsewhere.transact((transaction) => transaction.load(pairs, [pairs.key('a', 1)]));
    await expect(reading).rejects.toThrow(StoreUnavailable);
    const writing = elsewhere.transact(async (transaction) => transaction.write([insertPair('a', 1, 1)]));
    await expect(writing).rejects.toThrow(StoreUnavailable);
  });

  it('is away for whoever is late when its host stops', async () => {
    const ended = openDatabase({ url: database.url, poolSize: 1 });
    await ended.end();
    const late = new PostgresStore(ended, 'public').transact((transaction) =>
      transaction.find(pairs, [], { limit: 1 }),
    );
    await expect(late).rejects.toThrow(StoreUnavailable);
  });

  it('reads past a lock when it is asked not to lock', async () => {
    const store = await emptyStore();
    await store.transact(async (transaction) => transaction.write([insertPair('a', 1, 1)]));
    const key = pairs.key('a', 1);
    await store.transact(async (transaction) => {
      await transaction.load(pairs, [key]);
      const other = await store.transact((reader) => reader.load(pairs, [key], { lock: false }));
      expect(other.size).toBe(1);
      const free = await store.transact((reader) => reader.find(pairs, [], { limit: 9, lock: 'skip-locked' }));
      expect(free).toEqual([]);
    });
  });

  it('tells of an insert by another transaction as a conflict', async () => {
    const store = await emptyStore();
    const late = store.transact(async (transaction) => {
      await transaction.load(pairs, [pairs.key('a', 1)]);
      await store.transact(async (other) => other.write([insertPair('a', 1)]));
      transaction.write([insertPair('b', 1), insertPair('a', 1)]);
    });
    await expect(late).rejects.toBeInstanceOf(Conflict);
    const found = await store.transact((transaction) => transaction.find(pairs, [], { limit: 9 }));
    expect(found.map(({ row }) => row.left)).toEqual(['a']);
  });

  it('never deadlocks over inserts, in whatever order they come', async () => {
    const store = await emptyStore();
    const writes = Array.from({ length: 300 }, (_, index) => insertPair('key', index));
    for (let round = 0; round < 10; round++) {
      await pool.query('truncate pairs');
      const outcomes = await Promise.allSettled(
        [writes, writes.toReversed()].map((all) => store.transact(async (transaction) => transaction.write(all))),
      );
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    }
    const { rows } = await pool.query<{ deadlocks: number }>(
      'select deadlocks from pg_stat_database where datname = current_database()',
    );
    expect(rows).toEqual([{ deadlocks: 0 }]);
  });

  it('says that it is unavailable when its connection is cut, and goes on with another', async () => {
    const store = await emptyStore();
    const cut = store.transact(async (transaction) => {
      await pool.query('select pg_terminate_backend($1)', [await ownPid(transaction)]);
      transaction.write([insertPair('a', 1)]);
    });
    await expect(cut).rejects.toBeInstanceOf(StoreUnavailable);
    expect(await store.transact((transaction) => transaction.find(pairs, [], { limit: 9 }))).toEqual([]);
    await store.transact(async (transaction) => transaction.write([insertPair('a', 1)]));
  });

  it('frees the rows of a host that is frozen within a transaction', async () => {
    const store = await emptyStore();
    await store.transact(async (transaction) => transaction.write([insertPair('a', 1)]));
    const key = pairs.key('a', 1);
    const itsPool = openDatabase({ url: database.url, poolSize: 1, idleInTransactionMs: 50 });
    const frozen = new PostgresStore(itsPool, 'public').transact(async (transaction) => {
      await transaction.load(pairs, [key]);
      // Until the other host has had the row, this one sends nothing.
      await store.transact((other) => other.load(pairs, [key]));
      transaction.write([insertPair('b', 1)]);
    });
    await expect(frozen).rejects.toBeInstanceOf(StoreUnavailable);
    const found = await store.transact((transaction) => transaction.find(pairs, [], { limit: 9 }));
    expect(found.map(({ row }) => row.left)).toEqual(['a']);
    await itsPool.end();
  });

  it.each([
    ['a statement that is a transaction by itself', () => Promise.resolve()],
    ['a transaction', (transaction: Transaction) => transaction.load(pairs, [pairs.key('a', 1)])],
  ])('gives up a server that says nothing to %s, and goes on over another connection', async (_what, before) => {
    await emptyStore();
    const { port, username, password } = new URL(database.url);
    const link = await TcpLink.to(Number(port));
    const url = `postgres://${username}:${password}@127.0.0.1:${link.port}/${database.name}`;
    const itsPool = openDatabase({ url, poolSize: 2, answerWithinMs: 200 });
    const store = new PostgresStore(itsPool, 'public');
    const silenced = store.transact(async (transaction) => {
      await before(transaction);
      link.stall();
      await transaction.load(pairs, [pairs.key('a', 1)], { lock: false });
    });
    await expect(silenced).rejects.toBeInstanceOf(StoreUnavailable);
    link.heal();
    await store.transact(async (transaction) => transaction.write([insertPair('a', 1)]));
    expect(await store.transact((transaction) => transaction.find(pairs, [], { limit: 9 }))).toHaveLength(1);
    await itsPool.end();
    await link.close();
  });

  it.each([
    ['nobody listens', () => 'postgres://nobody@127.0.0.1:1/nothing'],
    ['it is not let in', () => database.url.replace(database.name, 'never_created')],
  ])('says that it is unavailable when %s', async (_, url) => {
    const nowhere = openDatabase({ url: url() });
    const store = new PostgresStore(nowhere, 'public');
    await expect(store.transact(async () => 1)).rejects.toBeInstanceOf(StoreUnavailable);
    await nowhere.end();
  });

  it('leaves no transaction open behind a failure', async () => {
    const store = await emptyStore();
    const failures = Array.from({ length: 20 }, () =>
      store.transact(async (transaction) => {
        await transaction.load(pairs, [pairs.key('a', 1)]);
        throw new Error('no');
      }),
    );
    await Promise.allSettled(failures);
    const { rows } = await pool.query(
      `select pid from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    );
    expect(rows).toEqual([]);
  });
});

const ABOUT = '00000000-0000-7000-8000-000000000001';

describe('a reader of a log', () => {
  const append = (sequence: number): Write => ({
    write: 'append',
    table: entries,
    row: { about: ABOUT, sequence, text: '' },
  });
  const APPEND = `insert into entries (about, sequence, text) values ('${ABOUT}', $1, '')`;

  /** Transactions of other tests are on the same server: a gap may have to wait for those that began before it. */
  async function readOn(store: PostgresStore, after: number) {
    for (;;) {
      const tail = await store.transact((transaction) => transaction.tail(entries, after, 9));
      if (!tail.waits) return tail;
    }
  }

  it.each([
    ['commits', [1, 2, 3]],
    ['rollback', [1, 3]],
  ])('waits for a slower transaction that %s, and passes nothing by', async (end, expected) => {
    const store = await emptyStore();
    const read = (after: number) => store.transact((transaction) => transaction.tail(entries, after, 9));
    const slow = await pool.connect();
    try {
      await store.transact(async (transaction) => transaction.write([append(1)]));
      await slow.query('begin');
      await slow.query(APPEND, [2]);
      await store.transact(async (transaction) => transaction.write([append(3)]));
      for (let look = 0; look < 3; look++) {
        const { entries: seen, upTo, waits } = await read(0);
        expect([seen.map(({ row }) => row.sequence), upTo, waits]).toEqual([[1], 1, true]);
      }
      await slow.query(end === 'commits' ? 'commit' : 'rollback');
      const { entries: seen, upTo } = await readOn(store, 1);
      expect([1, ...seen.map(({ row }) => row.sequence)]).toEqual(expected);
      expect(upTo).toBe(3);
    } finally {
      slow.release();
    }
  });

  it('goes on past a failed transaction while others that began later are under way', async () => {
    const store = await emptyStore();
    const read = (after: number) => store.transact((transaction) => transaction.tail(entries, after, 9));
    const [failing, later] = [await pool.connect(), await pool.connect()];
    try {
      for (const client of [failing, later]) await client.query('begin');
      await failing.query(APPEND, [1]);
      await store.transact(async (transaction) => transaction.write([append(2)]));
      expect((await read(0)).waits).toBe(true);
      await later.query('select pg_current_xact_id()');
      await failing.query('rollback');
      expect((await readOn(store, 0)).entries.map(({ row }) => row.sequence)).toEqual([2]);
      await later.query('rollback');
    } finally {
      for (const client of [failing, later]) client.release();
    }
  });
});
