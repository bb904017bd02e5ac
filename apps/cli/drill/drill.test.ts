import { beforeAll, describe, expect, it } from 'vitest';
import { ShopClient } from '../http/shop-client.ts';
import type { SaleFault } from '../testing/fake-sale.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import { type DrillOptions, drill } from './drill.ts';
import { commandFor } from './drill-command.ts';
import { drillReport } from './report/drill-report.ts';
import { type DrillResult, drillResult, isClean } from './result.ts';

// A drill of a shop that is not there: it decides every order at once, rightly unless a test spoils it.

const OPTIONS: DrillOptions = {
  orders: 200,
  stock: 10,
  concurrency: 8,
  hot: false,
  crowd: 0,
  waitingRoom: undefined,
  kills: 0,
  redisKills: 0,
  seed: 5,
};
const SALE = { orders: 0, crowd: 100 };

async function run(options: Partial<DrillOptions> = {}, prepare: (shop: FakeShop) => void = () => undefined) {
  const shop = new FakeShop();
  prepare(shop);
  const client = new ShopClient(await shop.open(), 64);
  try {
    const open = { client, own: undefined, redis: undefined };
    return drillResult(
      await drill(open, { ...OPTIONS, ...options }, { drillId: 'd', terminal: silentTerminal(), patienceMs: 3_000 }),
    );
  } finally {
    client.close();
    await shop.close();
  }
}

describe('a drill', () => {
  it('finds nothing in a shop that is right', async () => {
    const result = await run({}, (shop) => {
      shop.busy = 5;
    });
    expect(result).toMatchObject({
      orders: 200,
      refused: 0,
      acknowledged: 200,
      lost: 0,
      duplicates: 0,
      kills: 0,
      violations: [],
      audit_ok: true,
      seed: 5,
      sale: null,
    });
    expect(result.confirmed + result.cancelled).toBe(200);
    expect(result.cancelled).toBeGreaterThan(0);
    expect(result.timeline.moments.reduce((sum, { answered }) => sum + answered, 0)).toBe(200);
  });

  it('sells exactly what there is when one thing is hot', async () => {
    expect(await run({ hot: true, stock: 37 })).toMatchObject({ confirmed: 37, violations: [] });
  });

  it('finds a shop that sells what it does not have', async () => {
    const { violations } = await run({ hot: true }, (shop) => {
      shop.spoil = (order) => ({ ...order, status: 'CONFIRMED' });
    });
    expect(violations.join('\n')).toMatch(/of d-1 were sold where there were 10/);
  });

  it('finds a shop that forgets orders', async () => {
    let placed = 0;
    const { violations } = await run({}, (shop) => {
      shop.spoil = (order) => {
        placed += 1;
        return placed === 7 ? { ...order, id: 'order-1' } : order;
      };
    });
    expect(violations.join('\n')).toMatch(/are one order, order-1/);
  });

  it('does not pass where only the audit found something', async () => {
    const result = await run({ orders: 1 }, (shop) => {
      shop.auditOk = false;
    });
    expect(result).toMatchObject({ audit_ok: false, violations: [] });
    expect(isClean(result)).toBe(false);
  });
});

describe.concurrent('the sale of a drill', () => {
  it('sells every unit of a sale that is right, to people who were all told the truth', async () => {
    const { sale, violations, orders } = await run(SALE);
    expect(violations).toEqual([]);
    expect(orders).toBe(0);
    expect(sale).toMatchObject({ crowd: 100, units: 10, sold: 10, remaining: 0, waiting_room: null });
    expect(sale?.invariants.every(({ ok }) => ok)).toBe(true);
    const told = sale?.timeline.moments.flatMap(({ answers }) => Object.values(answers)) ?? [];
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(sale?.requests);
  });

  it.each<[SaleFault, RegExp]>([
    ['oversells', /not-one-unit-too-many: 1\d units were sold where the sale had 10/],
    ['no limit', /limit-per-customer: .* has \d+ units where 2 are allowed/],
    ['forgets', /nothing-acknowledged-is-lost: order .* does not exist/],
    ['mistakes', /nothing-acknowledged-is-lost: order .* of d-fan-\d+ is somebody-else's/],
    ['closes', /everybody-is-answered: d-fan-\d+-order-\d was refused: 410 sale_over/],
    ['lies', /sold-out-is-true: .* was told "sold out" when at most \d+ of 10 units/],
  ])('finds one that %s', async (fault, found) => {
    const result = await run(SALE, (shop) => {
      shop.sale.fault = fault;
    });
    expect(result.violations.join('\n')).toMatch(found);
    expect(isClean(result)).toBe(false);
  });
});

/** Crowds take their real time, and more where other tests have the machine: only what hangs takes so long. */
const HANGS_MS = 120_000;

describe.concurrent('the report of a drill', () => {
  let drilled: DrillResult;

  beforeAll(async () => {
    drilled = await run({ ...SALE, orders: 50, hot: true }, (shop) => {
      shop.spoil = (order) => ({ ...order, status: 'CONFIRMED' });
    });
  }, HANGS_MS);

  it('needs nothing else and hides nothing', () => {
    const faults = [{ what: 'host', killed_at_ms: 100, back_at_ms: 700 }];
    const redis = [{ what: 'Redis', killed_at_ms: 200, back_at_ms: 300 }];
    const sale = drilled.sale === null ? null : { ...drilled.sale, faults: redis };
    const options = { ...OPTIONS, ...SALE, kills: 1, redisKills: 1, waitingRoom: 'fair' as const };
    const page = drillReport({ ...drilled, faults, sale }, commandFor(options, true));
    expect(page).toContain('--crowd 100 --waiting-room fair --kill 1 --kill-redis 1 --own --seed 5');
    expect(page).toContain('of d-1 were sold where there were 10');
    for (const title of ['Throughput', 'Latency', 'Remaining stock', 'Queue', 'Orders answered', 'Latency of orders']) {
      expect(page).toContain(`<h3>${title}</h3>`);
    }
    for (const { name } of drilled.sale?.invariants ?? []) expect(page).toContain(`<td>${name}</td>`);
    expect(page).toContain('<title>host killed at 0.1 s, back at 0.7 s</title>');
    expect(page).toContain('<title>Redis killed at 0.2 s, back at 0.3 s</title>');
    expect(page).toContain('prefers-color-scheme: dark');
    expect(page).not.toMatch(/(?:src|href)=|<script|@import|url\(/);
  });

  it('takes nothing that a shop says for markup', () => {
    const evil = '<script>alert(1)</script>';
    const invariants = [{ name: evil, ok: false, violations: 1, detail: `"${evil}` }];
    const page = drillReport({ ...drilled, violations: [evil], invariants }, evil);
    expect(page).not.toContain('<script');
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });
});
