import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { acceptance } from './testing/acceptance.ts';
import { CHECKOUTS, run, Shop, scratchDirectory } from './testing/shop.ts';

describe.each(CHECKOUTS)('the whole shop in one process, its checkout %s', (checkout) => {
  let directory: Awaited<ReturnType<typeof scratchDirectory>>;
  let shop: Shop;

  beforeAll(async () => {
    directory = await scratchDirectory();
    shop = new Shop(await freePort(), `${directory.path}/data of the shop`, { CHECKOUT: checkout });
    await shop.start();
  });
  afterAll(() => directory.remove());

  acceptance(() => shop);

  it('measures its batches, its outboxes and its holds', async () => {
    const metrics = await (await fetch(`${shop.url}/metrics`)).text();
    expect(metrics).toMatch(/holdfast_batch_size_count\{module="ordering"\} [1-9]/);
    expect(metrics).toMatch(/holdfast_batch_wait_seconds_count\{module="inventory"\} [1-9]/);
    expect(metrics).toContain('holdfast_outbox_records{module="ordering"} 0');
    expect(metrics).toContain('holdfast_holds{state="overdue"} 0');
  });

  it('lets no second instance onto its data', async () => {
    const second = await run(['up'], { PORT: String(await freePort()), HOLDFAST_DATA: shop.dataDirectory });
    expect(second.code).not.toBe(0);
    expect(second.output).toContain('is in use by process');
  });

  it('audits a running shop from the command line', async () => {
    const { code, json } = await run(['audit', '--json', '--url', shop.url]);
    expect(code).toBe(0);
    expect(json).toMatchObject({ ok: true });
  });

  it('tells a script what went wrong as JSON too', async () => {
    const { code, json } = await run(['audit', '--json', '--url', `http://127.0.0.1:${await freePort()}`]);
    expect(code).toBe(2);
    expect(json).toMatchObject({ error: expect.any(String) });
  });

  it('stops within ten seconds when it is told to, and keeps everything', async () => {
    const placed = await shop.post('/orders', { customer_id: 'last', items: [{ product_id: 'prod_1', quantity: 1 }] });
    const { code, tookMs } = await shop.stop();
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(10_000);
    await shop.start();
    const found = await shop.get(`/orders/${placed.body.id}`);
    expect(found.status).toBe(200);
    await shop.stop();
  });
});
