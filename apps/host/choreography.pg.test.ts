import type pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FollowingClock } from '../../platform/lifecycle/following-clock.ts';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import type { Broker } from '../../platform/messaging/broker.ts';
import { recordEvents } from '../../platform/messaging/outbox.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { ChoreographedCheckout } from '../../processes/checkout/choreographed/choreographed-checkout.ts';
import { CHECKOUT_SOURCE } from '../../processes/checkout/choreographed/events.ts';
import { checkoutLog, checkouts, requests } from '../../processes/checkout/choreographed/tables.ts';
import { createBroker, createRelay } from './messaging.ts';
import { createMessagingMetrics } from './messaging-metrics.ts';
import { CHECKOUT_SCHEMA, migrateAll } from './migrations.ts';
import { requestOf } from './testing/checkout-world.ts';
import { differences } from './testing/declared-tables.ts';
import { MemoryShop, STOCK } from './testing/memory-shop.ts';
import { oneDatabase } from './testing/one-database.ts';

const clock = new FollowingClock(systemClock);

// The choreographed checkout on PostgreSQL, on two hosts that share it: each event goes to whichever of them takes it.

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 20 });
  await migrateAll(oneDatabase(pool, clock), new Map(), { withProcesses: true });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

function checkoutOf(shop: MemoryShop, recorded: () => void): ChoreographedCheckout {
  return new ChoreographedCheckout({
    store: new PostgresStore(pool, CHECKOUT_SCHEMA),
    doors: shop.doors,
    clock: systemClock,
    record: recordEvents(newId),
    recorded,
    priceList: 'retail',
    report: () => undefined,
  });
}

async function startHost(shop: MemoryShop): Promise<{ checkout: ChoreographedCheckout; stop(): Promise<void> }> {
  const log = pino({ level: 'silent' });
  const broker: Broker = createBroker(oneDatabase(pool, clock), createMessagingMetrics(new Registry(), log), log);
  const relay = createRelay(oneDatabase(pool, clock), CHECKOUT_SCHEMA, CHECKOUT_SOURCE, broker, log);
  const checkout = checkoutOf(shop, () => relay.wake());
  for (const subscription of checkout.subscriptions()) broker.subscribe(subscription);
  await broker.start();
  relay.start();
  checkout.start();
  return {
    checkout,
    stop: async () => {
      await checkout.stop();
      await relay.stop();
      await broker.stop();
    },
  };
}

describe('the choreographed checkout on PostgreSQL', () => {
  it.each([checkouts, checkoutLog, requests])('has the table $name as it is declared', async (table) => {
    expect(await differences(pool, CHECKOUT_SCHEMA, table)).toEqual([]);
  });

  it('sells what there is and no more, on two hosts, and each knows when its checkouts have ended', async () => {
    const shop = new MemoryShop(systemClock);
    await shop.open();
    const hosts = [await startHost(shop), await startHost(shop)] as const;
    const orderIds = Array.from({ length: 30 }, () => newId());
    const ended = await Promise.all(
      orderIds.map(async (orderId, index) => {
        const { checkout } = hosts[index % 2 === 0 ? 0 : 1];
        await checkout.begin(requestOf(orderId), { traceId: '0af7651916cd43dd8448eb211c80319c' });
        return checkout.ended(orderId, 20_000);
      }),
    );
    expect(ended.every(Boolean)).toBe(true);
    const orders = await Promise.all(orderIds.map((orderId) => shop.order(orderId)));
    expect(orders.filter((order) => order?.status === 'CONFIRMED')).toHaveLength(STOCK);
    expect(orders.filter((order) => order?.reason === 'out_of_stock')).toHaveLength(orderIds.length - STOCK);
    expect(await shop.available()).toBe(0);

    const page = await hosts[0].checkout.view().list({ limit: 10, status: 'completed' });
    expect(page.sagas).toHaveLength(STOCK);
    const failed = await hosts[0].checkout.view().list({ limit: 100, status: 'compensated' });
    expect(failed.sagas).toHaveLength(orderIds.length - STOCK);
    expect(hosts.map(({ checkout }) => checkout.openCount)).toEqual([0, 0]);
    await Promise.all(hosts.map(({ stop }) => stop()));
  });

  it('is listed among those that run for as long as it does', async () => {
    const shop = new MemoryShop(systemClock);
    await shop.open();
    const checkout = checkoutOf(shop, () => undefined);
    const orderId = newId();
    await checkout.begin(requestOf(orderId), {});
    const runs = await checkout.view().list({ limit: 100, status: 'in_progress' });
    expect(runs.sagas.map(({ sagaId }) => sagaId)).toEqual([orderId]);
    await checkout.stop();
  });
});
