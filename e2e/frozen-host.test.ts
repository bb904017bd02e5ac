import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../platform/postgres/embedded/start-embedded-postgres.ts';
import { ArmedHost } from './faults/armed-host.ts';
import { get, post } from './faults/customer.ts';
import { scratchDirectory } from './testing/shop.ts';

// Two hosts on one server. One of them is stopped in the middle of its work for longer than its lease, and woken.

const LEASE_MS = 5_000;
/** A second more than its lease; FREEZE_SECONDS=60 for as long as docs/proof.md says. */
const FROZEN_MS = Number(process.env.FREEZE_SECONDS ?? 6) * 1_000;
const ORDERS = 60;
const STOCK = 40;

describe('a host that is frozen for longer than its lease', () => {
  let directory: Awaited<ReturnType<typeof scratchDirectory>>;
  let server: EmbeddedPostgres;
  let hosts: readonly [ArmedHost, ArmedHost];

  beforeAll(async () => {
    directory = await scratchDirectory();
    server = await startEmbeddedPostgres({ directory: directory.path, log: () => undefined, unsafeNoDurability: true });
    const environment = { DATABASE_URL: server.url, SANDBOX_LATENCY_MS: '300' };
    hosts = [new ArmedHost(await freePort(), environment), new ArmedHost(await freePort(), environment)];
    await hosts[0].start();
    await hosts[1].start();
  });
  afterAll(async () => {
    await Promise.all(hosts.map((host) => host.stop()));
    await server.stop();
    await directory.remove();
  });

  it('does no harm when it wakes: the other has gone on with what it had, and nothing happens twice', async () => {
    const [frozen, other] = hosts;
    const mug = { id: 'frozen-mug', sku: 'frozen-mug', name: 'Mug', price: 5, stock: STOCK };
    await post(`${frozen.url}/products`, mug, 'product');
    const order = { customer_id: 'ann', items: [{ product_id: 'frozen-mug', quantity: 1 }] };
    // Placed and acknowledged, and still at their payment when the host freezes.
    const placed = await Promise.all(
      Array.from({ length: ORDERS }, (_, index) => post(`${frozen.url}/orders`, order, `frozen-${index}`)),
    );
    process.kill(frozen.pid, 'SIGSTOP');
    let ended: string[];
    try {
      const underWay = await Promise.all(placed.map(({ body }) => get(`${other.url}/orders/${body.id}`, () => true)));
      expect(underWay.map(({ status }) => String(status))).toContain('PENDING');
      await delay(Math.max(FROZEN_MS, LEASE_MS + 1_000));
      const ends = placed.map(({ body }) =>
        get(`${other.url}/orders/${body.id}`, ({ status }) => ['CONFIRMED', 'CANCELLED'].includes(String(status))),
      );
      ended = (await Promise.all(ends)).map(({ status }) => String(status));
    } finally {
      process.kill(frozen.pid, 'SIGCONT');
    }
    expect(ended.filter((status) => status === 'CONFIRMED')).toHaveLength(STOCK);
    // What the woken host still had in its hands comes to nothing, and the same keys are the same orders there.
    const again = await Promise.all(placed.map((_, index) => post(`${frozen.url}/orders`, order, `frozen-${index}`)));
    expect(again.map(({ body }) => body.id)).toEqual(placed.map(({ body }) => body.id));
    await delay(1_000);
    for (const host of hosts) {
      expect(Number((await get(`${host.url}/inventory/frozen-mug`, () => true)).available)).toBe(0);
      await get(`${host.url}/audit`, ({ ok }) => String(ok) === 'true');
    }
    const after = await Promise.all(placed.map(({ body }) => get(`${frozen.url}/orders/${body.id}`, () => true)));
    expect(after.map(({ status }) => String(status))).toEqual(ended);
  });
});
