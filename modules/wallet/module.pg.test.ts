import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import type { Store } from '../../platform/store/store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { wallet } from './contract.ts';
import { walletModule } from './module.ts';
import { ANNS, close, deposit, giveBack, ORDER_1, ORDER_2, OTHER, open, START_MS, take } from './testing/steps.ts';

// What the memory store cannot show: the queries on a real database, and two hosts at one wallet.

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 8 });
  const folderOf = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await migrate(pool, [
    { schema: 'wallet', name: 'module', folder: folderOf('migrations/') },
    { schema: 'wallet', name: 'events', folder: folderOf('../../platform/eventstore/migrations/') },
  ]);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

function host(store: Store) {
  const reader = { query: () => Promise.reject(new Error('wallets answer without SQL of their own')) };
  const local = new LocalModule(walletModule(), { store, reader, clock: new FakeClock(), record: () => false });
  return <Reply>({ method, request }: Call<unknown, Reply>) => local.call(method, request) as Promise<Reply>;
}

const HISTORY: readonly Call[] = [
  open(),
  open(OTHER, 'bob'),
  ...Array.from({ length: 40 }, (_, index) => deposit(100, `d${index}`)),
  take(300),
  take(100, ORDER_2),
  giveBack(ORDER_2),
  close(),
];

const QUERIES: readonly Call[] = [
  wallet.getWallets({ walletIds: [ANNS, OTHER, ORDER_1] }),
  wallet.getWalletAsOf({ walletId: ANNS, version: 20, atMs: 0 }),
  wallet.getWalletAsOf({ walletId: ANNS, version: 0, atMs: START_MS }),
  wallet.listWallets({ customerId: '', afterWalletId: '', limit: 1 }),
  wallet.listWallets({ customerId: 'bob', afterWalletId: ANNS, limit: 1 }),
  wallet.getStatement({ walletId: ANNS, beforeVersion: 30, limit: 10 }),
  wallet.getCredits({ creditIds: [ORDER_1, ORDER_2] }),
  wallet.listCredits({ afterCreditId: ORDER_1, limit: 5 }),
  wallet.auditWallets({ afterWalletId: '', limit: 5 }),
];

describe('wallets on PostgreSQL', () => {
  it('answer every query as in memory', async () => {
    const [onPostgres, inMemory] = [host(new PostgresStore(pool, 'wallet')), host(new MemoryStore())];
    for (const ask of [onPostgres, inMemory]) for (const call of HISTORY) await ask(call);
    for (const query of QUERIES) expect(await onPostgres(query), query.method.path).toEqual(await inMemory(query));
  });

  it('are never overdrawn by two hosts at once', async () => {
    const store = new PostgresStore(pool, 'wallet');
    const hosts = [host(store), host(store)] as const;
    await hosts[0](wallet.openWallet({ walletId: ORDER_1, customerId: 'eve', currency: 'GBP' }));
    const put = { walletId: ORDER_1, currency: 'GBP', reason: '' };
    await hosts[0](wallet.deposit({ ...put, movementId: 'salary', amountMinor: 1_000 }));
    const asked = Array.from({ length: 60 }, (_, index) =>
      hosts[index % 2 === 0 ? 0 : 1](wallet.withdraw({ ...put, movementId: `w${index}`, amountMinor: 100 })),
    );
    const kinds = (await Promise.all(asked)).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'withdrawn')).toHaveLength(10);
    const { wallets } = await hosts[1](wallet.getWallets({ walletIds: [ORDER_1] }));
    expect(wallets).toMatchObject([{ balanceMinor: 0, version: 12 }]);
  });
});
