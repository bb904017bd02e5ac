import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
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

describe('the readiness of a host', () => {
  it('is there when every database answers', async () => {
    expect(await readiness(databases(there, there), NONE)).toEqual({ ready: true, notReady: [] });
  });

  it('names the databases that do not answer by the schemas that they hold', async () => {
    expect(await readiness(databases(there, gone), NONE)).toEqual({
      ready: false,
      notReady: ['database (ordering, payment)'],
    });
    expect((await readiness(databases(gone, there), NONE)).notReady).toEqual([
      'database (catalog, pricing, inventory, cart, customer, process, gateway, broker)',
    ]);
  });

  it('does not ask after what another host keeps', async () => {
    expect((await readiness(databases(there, gone), new Set(['order'] as const))).notReady).toEqual([
      'database (payment)',
    ]);
    expect((await readiness(databases(there, gone), new Set(['order', 'payment'] as const))).ready).toBe(true);
  });
});
