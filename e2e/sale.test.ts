import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../platform/postgres/embedded/start-embedded-postgres.ts';
import { describeWithOwnRedis, RedisServer } from '../platform/redis/testing/redis-server.ts';
import { expectAudit } from './testing/acceptance.ts';
import { type Answer, eventually, Shop, scratchDirectory } from './testing/shop.ts';

// A flash sale at two hosts on one server, by the ledger alone and through a gate in a Redis that fails in the middle of the
// sale. Whatever becomes of the gate, the units are sold: all of them, and not one more; what comes back goes to the next in
// line, and the gate is true to the ledger in the end. How each fault is borne: apps/host/sale-redis.redis.test.ts.

const UNITS = 60;
const CROWD = 240;
const GIVEN_BACK = 5;

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
      started.push(host);
      await host.start();
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

function confirmed(host: Shop, orderId: string): Promise<Answer> {
  return eventually(
    `order ${orderId} confirmed`,
    () => host.get(`/orders/${orderId}`),
    ({ body }) => String(body.status) === 'CONFIRMED',
  );
}

async function expectAllSold(
  hosts: [Shop, Shop],
  productId: string,
  interrupt: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const saleId = await openSale(hosts, productId);
  const crowd = Array.from({ length: CROWD }, (_, index) => ask(hosts[index % 2] as Shop, saleId, `customer-${index}`));
  await interrupt();
  const answers = await Promise.all(crowd);
  const queued = answers.filter(({ status }) => status === 202).map(({ body }) => String(body.order_id));
  expect(queued).toHaveLength(UNITS);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(CROWD - UNITS);
  for (const orderId of queued) await confirmed(hosts[0], orderId);
  await expectNextInLine(hosts, saleId, queued.slice(0, GIVEN_BACK));
  for (const host of hosts) {
    await eventually(
      'a sale that is sold out',
      () => host.get(`/sales/${saleId}`),
      ({ body }) => String(body.state) === 'sold_out',
    );
    await expectAudit(host);
  }
}

/** Who is told "sold out" meanwhile asks again: what comes back is sold again, once. */
async function expectNextInLine(hosts: [Shop, Shop], saleId: string, orderIds: readonly string[]): Promise<void> {
  for (const orderId of orderIds) {
    expect((await hosts[1].post(`/orders/${orderId}/cancel`, { reason: 'changed their mind' })).status).toBe(202);
  }
  for (let next = 0; next < orderIds.length; next++) {
    await eventually(
      `units for the next in line`,
      () => hosts[next % 2 === 0 ? 0 : 1].post(`/sales/${saleId}/orders`, { customer_id: `next-${next}`, quantity: 1 }),
      ({ status }) => status === 202,
    );
  }
  expect((await ask(hosts[0], saleId, 'too-late')).status).toBe(409);
}

/** Of every sale that the host has compared with its gate. */
async function drifts(host: Shop): Promise<readonly number[]> {
  const text = await (await fetch(`${host.url}/metrics`)).text();
  return [...text.matchAll(/^holdfast_gate_drift_units\{[^}]*\} (\S+)$/gm)].map(([, units]) => Number(units));
}

describe('a flash sale at two hosts', () => {
  it('sells every unit once by the ledger alone', () => withHosts({}, (hosts) => expectAllSold(hosts, 'ledger-drop')));
});

describeWithOwnRedis('a flash sale at two hosts through Redis', () => {
  it('sells every unit once though Redis forgets, is killed, and comes back as it was', async () => {
    const redis = await RedisServer.start();
    try {
      await withHosts({ REDIS_URL: redis.url }, async (hosts) => {
        await expectAllSold(hosts, 'redis-drop', async () => {
          await redis.command('FLUSHALL');
          await redis.command('SAVE');
          await redis.kill();
          await redis.start();
        });
        for (const host of hosts) {
          await eventually(
            'a gate that is true to the ledger',
            () => drifts(host),
            (all) => all.length > 0 && all.every((units) => units === 0),
          );
        }
      });
    } finally {
      await redis.remove();
    }
  });
});
