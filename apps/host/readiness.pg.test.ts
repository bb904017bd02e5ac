import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { readiness } from './readiness.ts';

let database: TestDatabase;
let there: pg.Pool;
let gone: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  there = openDatabase({ url: database.url, poolSize: 1 });
  const nowhere = new URL(database.url);
  nowhere.pathname = '/never_created';
  gone = openDatabase({ url: nowhere.href, poolSize: 1 });
});

afterAll(async () => {
  await Promise.all([there.end(), gone.end()]);
  await database.drop();
});

/** Orders and payments have a database of their own. */
function databases(shared: pg.Pool, own: pg.Pool) {
  return {
    pools: [shared, own],
    poolOf: (schema: string) => (['ordering', 'payment'].includes(schema) ? own : shared),
  };
}

const NONE = new Set<never>();
const ANSWERING: Doors = { call: async <_Request, Reply>() => ({}) as Reply };
const SILENT: Doors = { call: () => Promise.reject(new Error('nobody is there')) };

describe('the readiness of a host', () => {
  it('is there when every database answers', async () => {
    expect(await readiness(databases(there, there), NONE, ANSWERING)).toEqual({ ready: true, notReady: [] });
  });

  it('names the databases that do not answer by the schemas that they hold', async () => {
    expect(await readiness(databases(there, gone), NONE, ANSWERING)).toEqual({
      ready: false,
      notReady: ['database (ordering, payment)'],
    });
    expect((await readiness(databases(gone, there), NONE, ANSWERING)).notReady).toEqual([
      'database (catalog, pricing, promotion, inventory, wallet, cart, customer, sale, process, checkout, gateway, broker, views)',
    ]);
  });

  it('names a module of another process that does not answer', async () => {
    const remote = new Set(['inventory'] as const);
    expect(await readiness(databases(there, there), remote, SILENT)).toEqual({
      ready: false,
      notReady: ['module inventory'],
    });
    expect((await readiness(databases(there, there), remote, ANSWERING)).ready).toBe(true);
  });

  it('does not ask after what another host keeps', async () => {
    expect((await readiness(databases(there, gone), new Set(['order'] as const), ANSWERING)).notReady).toEqual([
      'database (payment)',
    ]);
    expect((await readiness(databases(there, gone), new Set(['order', 'payment'] as const), ANSWERING)).ready).toBe(
      true,
    );
  });
});
