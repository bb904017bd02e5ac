import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../platform/postgres/embedded/start-embedded-postgres.ts';
import { Redis } from '../platform/redis/redis.ts';
import { expectAudit } from './testing/acceptance.ts';
import { type Answer, eventually, freePort, Shop, scratchDirectory } from './testing/shop.ts';

// A flash sale at two hosts on one server, by the ledger alone and through a gate in Redis that forgets everything in the
// middle of the sale. Whatever becomes of the gate, the units are sold: all of them, and not one more.

const UNITS = 60;
const CROWD = 240;
const redisUrl = process.env.REDIS_URL;
if (redisUrl === undefined && process.env.CI === 'true') throw new Error('REDIS_URL is not set, and CI needs Redis');

let directory: Awaited<ReturnType<typeof scratchDirectory>>;
let server: EmbeddedPostgres;

beforeAll(async () => {
  directory = await scratchDirectory();
  server = await startEmbeddedPostgres({ directory: directory.path, log: () => undefined, unsafeNoDurability: true });
});

afterAll(async () => {
  await server.stop();
  await directory.remove();
});

/** Two hosts, for as long as the work takes. */
async function withHosts(environment: Record<string, string>, work: (hosts: [Shop, Shop]) => Promise<void>) {
  const started: Shop[] = [];
  try {
    for (const name of ['one', 'two']) {
      const host = new Shop(await freePort(), `${directory.path}/${name}`, {
        DATABASE_URL: server.url,
        ...environment,
      });
      await host.start();
      started.push(host);
    }
    await work(started as [Shop, Shop]);
  } finally {
    await Promise.all(started.map((host) => host.stop()));
  }
}

async function openSale([host]: readonly [Shop, Shop], productId: string): Promise<string> {
  const product = { id: productId, sku: productId, name: 'Drop', price: '20.00', stock: UNITS };
  expect((await host.post('/products', product)).status).toBe(201);
  const endsAt = new Date(Date.now() + 3_600_000).toISOString();
  const terms = { quantity: UNITS, price: '15.00', starts_at: new Date().toISOString(), ends_at: endsAt };
  const sale = await host.post('/sales', { product_id: productId, ...terms, per_customer_limit: 1 });
  expect(sale.status).toBe(201);
  return String(sale.body.id);
}

/** Each asks until the answer is not "try again". */
function ask(host: Shop, saleId: string, customer: string): Promise<Answer> {
  return eventually(
    `an answer for ${customer}`,
    () => host.post(`/sales/${saleId}/orders`, { customer_id: customer, quantity: 1 }),
    ({ status }: Answer) => status !== 503 && status !== 429,
  );
}

async function expectAllSold(hosts: [Shop, Shop], productId: string, interrupt: () => Promise<unknown>): Promise<void> {
  const saleId = await openSale(hosts, productId);
  const crowd = Array.from({ length: CROWD }, (_, index) => ask(hosts[index % 2] as Shop, saleId, `customer-${index}`));
  await interrupt();
  const answers = await Promise.all(crowd);
  const queued = answers.filter(({ status }) => status === 202).map(({ body }) => String(body.order_id));
  expect(queued).toHaveLength(UNITS);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(CROWD - UNITS);
  for (const orderId of queued) {
    await eventually(
      `order ${orderId} confirmed`,
      () => hosts[0].get(`/orders/${orderId}`),
      ({ body }) => String(body.status) === 'CONFIRMED',
    );
  }
  for (const host of hosts) {
    await eventually(
      'a sale that is sold out',
      () => host.get(`/sales/${saleId}`),
      ({ body }) => String(body.state) === 'sold_out',
    );
    await expectAudit(host);
  }
}

describe('a flash sale at two hosts', () => {
  it('sells every unit once by the ledger alone', () =>
    withHosts({}, (hosts) => expectAllSold(hosts, 'ledger-drop', () => Promise.resolve())));

  it.skipIf(redisUrl === undefined)(
    `sells every unit once while Redis forgets all it knew${redisUrl === undefined ? ' (REDIS_URL is not set)' : ''}`,
    async () => {
      const url = new URL(redisUrl ?? '');
      url.pathname = '/9';
      const redis = await Redis.open({ url: url.href, commandTimeoutMs: 5_000 });
      try {
        await withHosts({ REDIS_URL: url.href }, (hosts) =>
          expectAllSold(hosts, 'redis-drop', async () => {
            for (let times = 0; times < 3; times++) {
              await new Promise((resolve) => setTimeout(resolve, 20));
              await redis.command(['FLUSHDB']);
            }
          }),
        );
      } finally {
        await redis.command(['FLUSHDB']);
        await redis.close();
      }
    },
  );
});
