import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { Conflict, type Store, type Transaction } from '../../platform/store/store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { ordering } from './contract.ts';
import { orderModule } from './module.ts';
import { SAGA, told } from './testing/orders.ts';

// Two hosts on one database, one placing an order while the other withdraws it. Both have looked, and found nothing,
// before either writes: the worst that two hosts can do to each other, every time.

const PAIRS = 300;

let database: TestDatabase;
let pools: readonly [pg.Pool, pg.Pool];
let conflicts = 0;
let meet: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  const open = () => openDatabase({ url: database.url, poolSize: 2 });
  pools = [open(), open()];
  const folder = fileURLToPath(new URL('migrations', import.meta.url));
  await migrate(pools[0], [{ schema: 'ordering', name: 'ordering', folder }]);
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await database.drop();
});

/** A store whose transactions wait, once they have looked, until those of the other host have looked too. */
function lookingTogether(store: Store): Store {
  const waiting = (transaction: Transaction): Transaction => ({
    ...transaction,
    load: async (table, keys, options) => {
      const found = await transaction.load(table, keys, options);
      await meet();
      return found;
    },
  });
  return {
    transact: (work) =>
      store
        .transact((transaction) => work(waiting(transaction)))
        .catch((error: unknown) => {
          if (error instanceof Conflict) conflicts++;
          throw error;
        }),
  };
}

/** Resolves for everybody once it has been called as often as there are parties. */
function meetingOf(parties: number): () => Promise<void> {
  let absent = parties;
  let open: () => void = () => undefined;
  const complete = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    absent--;
    if (absent <= 0) open();
    return complete;
  };
}

function hostOn(pool: pg.Pool): <Reply>(call: Call<unknown, Reply>) => Promise<Reply> {
  const local = new LocalModule(orderModule(), {
    store: lookingTogether(new PostgresStore(pool, 'ordering')),
    reader: { query: async (text, values = []) => (await pool.query(text, [...values])).rows },
    clock: new FakeClock(),
    record: () => false,
  });
  return async <Reply>({ method, request }: Call<unknown, Reply>) => (await local.call(method, request)) as Reply;
}

describe('placing and withdrawing one order on two hosts at once', () => {
  it('never leaves it PENDING, whichever comes first', async () => {
    const placing = hostOn(pools[0]);
    const withdrawing = hostOn(pools[1]);
    for (let pair = 0; pair < PAIRS; pair++) {
      const orderId = newId();
      meet = meetingOf(2);
      const [placed, withdrawn] = await Promise.all([
        placing(ordering.placeOrder({ ...told, storeCreditMinor: 0, orderId, sagaId: SAGA, paymentMethod: 'card' })),
        withdrawing(ordering.withdrawOrder({ orderId, reason: 'expired' })),
      ]);
      const { orders } = await placing(ordering.getOrders({ orderIds: [orderId] }));

      expect(withdrawn.kind).toBe('withdrawn');
      expect(orders.map(({ status }) => status)).toEqual(placed.kind === 'placed' ? ['CANCELLED'] : []);
    }
    // Every pair has raced: one insert of each has lost, and was decided again.
    expect(conflicts).toBe(PAIRS);
  });
});
