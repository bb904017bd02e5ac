import type pg from 'pg';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wallet } from '../../modules/wallet/contract.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { watchEventStores } from './event-store-metrics.ts';
import { migrateAll } from './migrations.ts';
import { buildModule } from './testing/module-histories.ts';

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 4 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

describe('metrics of event stores', () => {
  it('tell how many events and streams a module keeps, and what loads read', async () => {
    const module = buildModule('wallet');
    await migrateAll({ reportPoolOf: () => pool }, new Map([['wallet', module]]), { withProcesses: false });
    const local = new LocalModule(module, {
      store: new PostgresStore(pool, 'wallet'),
      reader: { query: () => Promise.reject(new Error('no SQL is needed')) },
      clock: new FakeClock(),
      record: () => false,
    });
    const call = (asked: { method: Parameters<LocalModule['call']>[0]; request: unknown }) =>
      local.call(asked.method, asked.request);
    const walletId = '00000000-0000-7000-8000-000000000001';
    const registry = new Registry();
    const warned: unknown[] = [];
    watchEventStores(registry, { poolOf: () => pool }, [module], {
      warn: (...all: unknown[]) => void warned.push(all),
    });
    await call(wallet.openWallet({ walletId, customerId: 'ann', currency: 'GBP' }));
    const movementId = '00000000-0000-7000-8000-000000000002';
    await call(wallet.deposit({ movementId, walletId, amountMinor: 500, currency: 'GBP', reason: '' }));
    const text = await registry.metrics();

    expect(text).toContain('holdfast_event_store_events{module="wallet"} 2');
    expect(text).toContain('holdfast_event_store_streams{module="wallet"} 1');
    expect(text).toMatch(/holdfast_event_store_bytes\{module="wallet"\} [1-9]/);
    expect(text).toMatch(/holdfast_event_store_loads_total\{module="wallet"\} [1-9]/);
    expect(warned).toEqual([]);
  });
});
