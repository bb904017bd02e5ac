import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShopClient } from '../http/shop-client.ts';
import { FakeShop } from '../testing/fake-shop.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import { drill } from './drill.ts';
import { commandFor } from './drill-command.ts';
import type { DrillOptions } from './plan.ts';
import { drillReport } from './report.ts';

// A drill of a shop that is not there: it decides every order at once, rightly unless a test spoils it.

const OPTIONS: DrillOptions = { orders: 200, stock: 10, concurrency: 8, hot: false, kills: 0, seed: 5 };
let shop: FakeShop;
let client: ShopClient;

beforeEach(async () => {
  shop = new FakeShop();
  client = new ShopClient(await shop.open(), 16);
});

afterEach(async () => {
  client.close();
  await shop.close();
});

const run = (options: Partial<DrillOptions> = {}) =>
  drill({ client, own: undefined }, { ...OPTIONS, ...options }, { drillId: 'd', terminal: silentTerminal() });

describe('a drill', () => {
  it('finds nothing in a shop that is right', async () => {
    shop.busy = 5;
    const { result } = await run();
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
    });
    expect(result.confirmed + result.cancelled).toBe(200);
    expect(result.cancelled).toBeGreaterThan(0);
  });

  it('sells exactly what there is when one thing is hot', async () => {
    const { result } = await run({ hot: true, stock: 37 });
    expect(result).toMatchObject({ confirmed: 37, violations: [] });
  });

  it('finds a shop that sells what it does not have', async () => {
    shop.spoil = (order) => ({ ...order, status: 'CONFIRMED' });
    const { result } = await run({ hot: true });
    expect(result.violations.join('\n')).toMatch(/of d-1 were sold where there were 10/);
  });

  it('finds a shop that forgets orders', async () => {
    let placed = 0;
    shop.spoil = (order) => {
      placed += 1;
      return placed === 7 ? { ...order, id: 'order-1' } : order;
    };
    const { result } = await run();
    expect(result.violations.join('\n')).toMatch(/are one order, order-1/);
  });

  it('makes a report that needs nothing else and hides nothing', async () => {
    shop.spoil = (order) => ({ ...order, status: 'CONFIRMED' });
    const drilled = await run({ hot: true });
    const page = drillReport({ ...drilled, killedAtMs: [1] }, commandFor({ ...OPTIONS, hot: true, kills: 1 }, true));
    expect(page).toContain('--hot --kill 1 --own --seed 5');
    expect(page).toContain('of d-1 were sold where there were 10');
    expect(page.match(/<svg/g)).toHaveLength(2);
    expect(page).toContain('<title>killed</title>');
    expect(page).not.toMatch(/(?:src|href)=/);
  });
});
