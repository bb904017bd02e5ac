import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../postgres/database.ts';
import { migrate } from '../postgres/migrate.ts';
import { PostgresStore } from '../store/postgres-store.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import { createTestDatabase, type TestDatabase } from '../testing/database.ts';
import { type Host, hostOf, newTrip, tripId } from '../testing/hosts.ts';
import { trip, WHOLE_TRIP, World } from '../testing/trip-saga.ts';

const SCHEMA = 'trips';
const FOLDER = fileURLToPath(new URL('migrations', import.meta.url));

let database: TestDatabase;
/** The hosts' own connections; `admin` looks on and cuts them. */
let pool: pg.Pool;
let admin: pg.Pool;
let world: World;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 8, applicationName: 'host' });
  admin = openDatabase({ url: database.url, poolSize: 2, applicationName: 'admin' });
  await migrate(admin, [{ schema: SCHEMA, name: 'saga', folder: FOLDER }]);
});

afterAll(async () => {
  await Promise.all([pool.end(), admin.end()]);
  await database.drop();
});

beforeEach(async () => {
  await admin.query(`truncate ${SCHEMA}.sagas, ${SCHEMA}.saga_log, ${SCHEMA}.leases`);
  world = new World();
});

/** The hosts' time runs ahead of the database's: a deadline of two of their minutes is over in no time. */
const patient = { ...trip, deadlineMs: 86_400_000 };

const hostOn = (store: Store = new PostgresStore(pool, SCHEMA)): Host =>
  hostOf(store, world, { newId: v7, definitions: [patient] });
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Moves the hosts' time until every saga has ended, and tells how. */
async function untilAllEnded(hosts: readonly Host[]) {
  for (let turns = 0; ; turns++) {
    for (const { clock } of hosts) clock.advance(20);
    await new Promise((resolve) => setImmediate(resolve));
    if (turns % 10 > 0) continue;
    const { rows } = await admin.query<{ status: string; ended: boolean; count: number }>(
      `select status, ended_at is not null as ended, count(*)::int from ${SCHEMA}.sagas group by 1, 2`,
    );
    if (rows.every(({ ended }) => ended)) return Object.fromEntries(rows.map((row) => [row.status, row.count]));
  }
}

async function whileTimePasses<T>({ clock }: Host, work: Promise<T>): Promise<T> {
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return done;
}

/** Every log is without gaps, and says once of each step that it was completed. */
async function expectSoundLogs(): Promise<void> {
  const { rows } = await admin.query(
    `with entries as (
       select saga_id, sequence, event, step, trace_id from ${SCHEMA}.saga_log
       union all
       select saga_id, sequence + place, entry ->> 'event', entry ->> 'step', trace_id
       from ${SCHEMA}.saga_log, jsonb_array_elements(more) with ordinality as behind (entry, place)
     )
     select saga_id from entries group by saga_id
     having max(sequence) <> count(*) or min(sequence) <> 1 or count(*) filter (where trace_id = '') > 0
       or count(*) filter (where event = 'step_completed') <>
          count(distinct step) filter (where event = 'step_completed')`,
  );
  expect(rows).toEqual([]);
}

function expectWholeTrips(count: number): void {
  for (const number of numbers(count)) expect(world.effectsOf(tripId(number))).toEqual([...WHOLE_TRIP]);
}

describe('sagas on PostgreSQL', () => {
  it('complete, hundreds of them, in few transactions', async () => {
    const host = hostOn();
    await host.engine.start();
    const commits = async () => {
      const { rows } = await admin.query<{ count: number }>(
        `select xact_commit as count from pg_stat_database where datname = current_database()`,
      );
      return rows[0]?.count ?? 0;
    };
    const before = await commits();
    await Promise.all(numbers(200).map((number) => host.engine.begin(newTrip(number))));
    expect(await untilAllEnded([host])).toEqual({ completed: 200 });
    expect((await commits()) - before).toBeLessThan(200);
    expectWholeTrips(200);
    await expectSoundLogs();
    expect(host.errors).toEqual([]);
    await host.engine.stop();
  });

  it('are unwound where they are refused', async () => {
    world.script = (name, _attempt, id) => (name === 'charge' && /[05]$/.test(id) ? 'refused: no' : 'done');
    const host = hostOn();
    await host.engine.start();
    await Promise.all(numbers(50).map((number) => host.engine.begin(newTrip(number))));
    expect(await untilAllEnded([host])).toEqual({ completed: 40, compensated: 10 });
    expect(world.effectsOf(tripId(50)).slice(-2)).toEqual(['cancel car', 'cancel hotel']);
    await expectSoundLogs();
    await host.engine.stop();
  });

  it('go on at another host when theirs stops in the middle', async () => {
    const [first, second] = [hostOn(), hostOn()];
    await Promise.all([first.engine.start(), second.engine.start()]);
    world.script = (name, attempt) => (name === 'charge' && attempt <= 60 ? 'silence' : 'done');
    await Promise.all(numbers(60).map((number) => (number % 2 === 0 ? first : second).engine.begin(newTrip(number))));
    await first.engine.stop();
    expect(first.engine.runningCount).toBe(0);
    expect(await untilAllEnded([second])).toEqual({ completed: 60 });
    expectWholeTrips(60);
    await expectSoundLogs();
    await second.engine.stop();
  });

  it('end although connections are cut all the time, before commits and during them', async () => {
    const inner = new PostgresStore(pool, SCHEMA);
    let transactions = 0;
    let cuts = 0;
    const cut = async () => {
      const { rows } = await admin.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'host' and state <> 'idle'`,
      );
      cuts += rows.length;
    };
    let cutting = Promise.resolve();
    const host = hostOn({
      transact: (work) =>
        inner.transact(async (transaction) => {
          const result = await work(transaction);
          transactions += 1;
          if (cuts >= 12 || transactions % 3 !== 0) return result;
          cutting = cut();
          if (transactions % 2 === 0) await cutting;
          return result;
        }),
    });
    world.script = (name, attempt) => (name === 'charge' && attempt % 3 > 0 ? 'silence' : 'done');
    await host.engine.start();
    const begun: PromiseSettledResult<unknown>[] = [];
    while (cuts < 12) {
      const wave = numbers(begun.length + 10).slice(begun.length);
      const beginning = Promise.allSettled(wave.map((number) => host.engine.begin(newTrip(number))));
      // A host whose lease could not be renewed waits with what it sends: time has to pass while it begins.
      begun.push(...(await whileTimePasses(host, beginning)));
      await cutting;
    }
    const statuses = await untilAllEnded([host]);
    const accepted = begun.filter(({ status }) => status === 'fulfilled').length;
    // Whoever got no answer may find the saga begun or not begun; it is never half done.
    expect(accepted).toBeGreaterThan(0);
    expect(begun.length - accepted + host.errors.length).toBeGreaterThan(0);
    expect(Object.keys(statuses)).toEqual(['completed']);
    expect(statuses.completed).toBeGreaterThanOrEqual(accepted);
    for (const number of numbers(begun.length)) {
      expect([0, WHOLE_TRIP.length]).toContain(world.effectsOf(tripId(number)).length);
    }
    await expectSoundLogs();
    await host.engine.stop();
  });

  it('are found when the acknowledgement of their beginning was lost', async () => {
    const inner = new PostgresStore(pool, SCHEMA);
    let isLost = false;
    const host = hostOn({
      transact: async (work) => {
        const result = await inner.transact(work);
        if (!isLost) return result;
        isLost = false;
        throw new StoreUnavailable('the connection broke while it committed');
      },
    });
    await host.engine.start();
    isLost = true;
    const begun = await Promise.allSettled(numbers(20).map((number) => host.engine.begin(newTrip(number))));
    expect(new Set(begun.map(({ status }) => status))).toEqual(new Set(['rejected']));
    expect(await untilAllEnded([host])).toEqual({ completed: 20 });
    expectWholeTrips(20);
    await expectSoundLogs();
    await host.engine.stop();
  });
});
