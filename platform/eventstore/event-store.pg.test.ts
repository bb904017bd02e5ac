import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { MemoryStore } from '../store/memory-store.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import type { Store } from '../store/store.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { anyEventHistory, byStream, playEvents } from '../testing/event-histories.ts';
import { eventStoreConformance } from '../testing/event-store-conformance.ts';
import { FakeClock } from '../testing/fake-clock.ts';
import { added, reset, type TallyEvent, tallies, tallyCatalogue } from '../testing/tally-events.ts';
import { EventStore } from './event-store.ts';
import { eventLog } from './tables.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 8 });
  const folder = fileURLToPath(new URL('migrations/', import.meta.url));
  await migrate(pool, [{ schema: 'tally', name: 'events', folder }]);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function emptyStore(): Promise<PostgresStore> {
  // The events refuse to be truncated; a session that replays what others did is asked no questions.
  await pool.query(`
    begin;
    set local session_replication_role = replica;
    truncate tally.events, tally.event_streams, tally.event_log, tally.event_subscriptions;
    commit`);
  return new PostgresStore(pool, 'tally');
}

eventStoreConformance('PostgresStore', emptyStore);

function eventStore(store: Store): EventStore<TallyEvent> {
  return new EventStore({ name: 'tallies', store, clock: new FakeClock(), catalogue: tallyCatalogue });
}

describe('an event store on PostgreSQL', () => {
  it('ends any history as one in memory does', () =>
    fc.assert(
      fc.asyncProperty(anyEventHistory, async (history) => {
        const inMemory = await playEvents(eventStore(new MemoryStore()), tallies(), history);
        expect(await playEvents(eventStore(await emptyStore()), tallies(), history)).toEqual(inMemory);
      }),
      { numRuns: 60 },
    ));

  it('keeps versions and positions whole when three hosts append to the same streams at once', async () => {
    const store = await emptyStore();
    const hosts = [1, 2, 3].map(() => eventStore(store));
    const streams = tallies();
    const asked = Array.from({ length: 150 }, (_, index) => index);
    const outcomes = await Promise.allSettled(
      asked.map(async (index) => {
        const host = hosts[index % 3] as EventStore<TallyEvent>;
        if (index % 2 === 0) return host.append(`s${index % 7}`, [added(1)], index < 21 ? 0 : undefined);
        return host.decide(streams, `s${index % 7}`, () => [added(1), reset, added(2)]);
      }),
    );
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    for (const one of refused) expect(String((one as PromiseRejectedResult).reason)).toContain('WrongExpectedVersion');

    const all = await hosts[0]?.readAll({ limit: 1_000 });
    expect(all?.map(({ position }) => position)).toEqual(all?.map((_, index) => index + 1));
    for (const ofStream of byStream(all ?? [])) {
      expect(ofStream.map(({ streamVersion }) => streamVersion)).toEqual(ofStream.map((_, index) => index + 1));
    }
  });

  it.each([
    ['update', `update tally.events set data = '{}'`],
    ['delete', 'delete from tally.events where false'],
    ['truncate', 'truncate tally.events'],
  ])('refuses to %s an event', async (operation, statement) => {
    const log = eventStore(await emptyStore());
    await log.append('a', [added(1)]);
    await expect(pool.query(statement)).rejects.toThrow(`${operation} of events refused`);
    expect(await log.readStream('a')).toHaveLength(1);
  });

  it.each([
    ['a version twice', `('a', 1, 9, 'Added', 3, '{}', now())`, 'events_pkey'],
    ['a position twice', `('b', 1, 1, 'Added', 3, '{}', now())`, 'events_by_position'],
    ['a version that is none', `('b', 0, 9, 'Added', 3, '{}', now())`, 'check constraint'],
  ])('refuses %s in the database too', async (_case, values, complaint) => {
    await eventStore(await emptyStore()).append('a', [added(1)]);
    await expect(pool.query(`insert into tally.events values ${values}`)).rejects.toThrow(complaint);
  });
});

/** Resolves when some connection waits for a lock. */
async function somebodyWaits(): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if ((rows[0]?.waiting ?? 0) > 0) return;
  }
}

describe('a reader in the order of commits', () => {
  it('skips nothing of a transaction that began first and commits last', async () => {
    const log = eventStore(await emptyStore());
    await log.append('first', [added(1)]);

    const slow = await pool.connect();
    await slow.query('begin');
    // A batch of another host that has locked the end of the log, written its event and not yet committed.
    await slow.query(`select position from tally.event_log where log = 'all' for update`);
    await slow.query(`insert into tally.events values ('slow', 1, 2, 'Added', 3, '{"amount":1,"note":""}', now())`);
    await slow.query(`insert into tally.event_streams values ('slow', 1, now(), null, 0, 0, 1)`);
    await slow.query(`update tally.event_log set position = 2, version = version + 1`);
    const quick = log.append('quick', [added(1)]);
    await somebodyWaits();
    const seenMeanwhile = await log.readAll();
    await slow.query('commit');
    slow.release();

    expect(await quick).toEqual({ version: 1, position: 3 });
    const last = seenMeanwhile.at(-1)?.position ?? 0;
    const rest = await log.readAll({ afterPosition: last });
    expect([...seenMeanwhile, ...rest].map(({ streamId }) => streamId)).toEqual(['first', 'slow', 'quick']);
  });

  it('would skip it where the database numbers rows as they are inserted: what this log is not', async () => {
    await pool.query('create table if not exists naive (position bigint generated always as identity, stream text)');
    const slow = await pool.connect();
    await slow.query('begin');
    await slow.query(`insert into naive (stream) values ('slow')`);
    await pool.query(`insert into naive (stream) values ('quick')`);
    const seen = await pool.query<{ position: number }>('select position from naive order by position');
    await slow.query('commit');
    slow.release();
    const rest = await pool.query('select stream from naive where position > $1', [seen.rows.at(-1)?.position]);
    expect(rest.rows).toEqual([]);
    await pool.query('drop table naive');
  });

  it('has the end of the log locked by every batch that appends', async () => {
    const store = await emptyStore();
    const log = eventStore(store);
    await log.append('a', [added(1)]);
    let appended = false;
    let waiting: Promise<unknown> = Promise.resolve();
    await store.transact(async (transaction) => {
      await transaction.load(eventLog, [eventLog.key('all')]);
      waiting = log.append('b', [added(1)]).then(() => {
        appended = true;
      });
      await somebodyWaits();
      expect(appended).toBe(false);
    });
    await waiting;
  });
});
