import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, expectAccessible, newVisitor } from './testing/browser.ts';
import { CAUSE, plantLetter } from './testing/plant-letter.ts';
import { eventually, type Shop } from './testing/shop.ts';
import { openWatchedShop, type WatchedShop } from './testing/shop-in-browser.ts';

// What operators do in the console, in a real browser: each act with its reason, and what came of it in the shop.

const HOUR_MS = 3_600_000;

describeInBrowser('an operator at the console', () => {
  let shop: Shop;
  let opened: WatchedShop;
  let browser: Browser;
  let saleId: string;

  beforeAll(async () => {
    opened = await openWatchedShop();
    ({ shop, browser } = opened);
    await plantLetter(opened.databaseUrl);
    const sale = await shop.post('/sales', {
      product_id: 'prod_2',
      quantity: 20,
      starts_at: new Date(Date.now() - 1_000).toISOString(),
      ends_at: new Date(Date.now() + HOUR_MS).toISOString(),
      per_customer_limit: 2,
    });
    saleId = String(sale.body.id);
  });

  afterAll(() => opened.close());

  /** On a page of the console, as somebody of their own; nothing went wrong on it in the end. */
  async function at(path: string, act: (page: Page) => Promise<void>): Promise<void> {
    const { context, page, faults } = await newVisitor(browser, shop.url);
    await page.goto(path);
    await act(page);
    expect(faults).toEqual([]);
    await context.close();
  }

  async function because(page: Page, reason: string, verb: string): Promise<void> {
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reason').fill(reason);
    await dialog.getByRole('button', { name: verb }).click();
  }

  async function newestAction(): Promise<unknown> {
    return (await shop.get('/operator-actions?limit=1')).body.data?.[0];
  }

  it('pauses a sale, and nobody can order', async () => {
    await at(`/console/sales/${saleId}`, async (page) => {
      await page.getByRole('button', { name: 'Pause' }).click();
      await because(page, 'The price is wrong.', 'Pause the sale');
      await page.getByRole('button', { name: 'Open' }).waitFor();
      await page.getByText('Paused', { exact: true }).waitFor();
    });
    const order = await shop.post(`/sales/${saleId}/orders`, { customer_id: 'ann', quantity: 1 });
    expect([order.status, order.body.code]).toEqual([503, 'sale_paused']);
    expect(await newestAction()).toMatchObject({
      action: 'sale.pause',
      object: { kind: 'sale', id: saleId },
      reason: 'The price is wrong.',
      outcome: 'done',
    });
  });

  it('redrives a dead letter, and it is delivered', async () => {
    await at('/console/messages/dead-letters', async (page) => {
      await page.getByRole('link', { name: '№ 1' }).click();
      await page.getByText(CAUSE).waitFor();
      await page.getByText('"quantity": 1').waitFor();
      await page.getByRole('button', { name: 'Redrive' }).click();
      await because(page, 'The printer is back.', 'Redrive the letter');
      await page.getByText('Delivered', { exact: true }).waitFor();
    });
    expect((await shop.get('/dead-letters/1')).body).toMatchObject({
      status: 'delivered',
      redriven: { reason: 'The printer is back.' },
    });
  });

  it('rebuilds a projection, and sees its next generation', async () => {
    const generation = async () => {
      const { data } = (await shop.get('/admin/projections')).body;
      return [...(data ?? [])].find(({ name }) => String(name) === 'stock')?.active?.generation;
    };
    const before = Number(await generation());
    await at('/console/messages/projections', async (page) => {
      await page.getByRole('button', { name: 'Rebuild the view stock' }).click();
      await because(page, 'A column was added.', 'Rebuild the view');
      await eventually('the next generation', generation, (now) => Number(now) > before);
      await page.getByRole('button', { name: 'Rebuild the view stock' }).waitFor();
    });
  });

  it('runs an audit, which is remembered when the shop has been stopped', async () => {
    await at('/console/audit', async (page) => {
      await page.getByText('Nobody has run an audit yet').waitFor();
      await page.getByRole('button', { name: 'Run the audit now' }).click();
      await page.getByRole('row', { name: /no oversell Holds .*Not in 1 audit/ }).waitFor();
    });
    await shop.stop();
    await shop.start();
    await at('/console/audit', async (page) => {
      await page.getByRole('row', { name: /no oversell Holds .*Not in 1 audit/ }).waitFor();
      await page.getByRole('table', { name: 'Audits, newest first' }).waitFor();
    });
  });

  it('drills a sale of its own, which passes', async () => {
    await at('/console/audit/drill', async (page) => {
      await page.getByRole('button', { name: 'Start the drill' }).click();
      await page.getByRole('heading', { name: 'The drill' }).waitFor();
      await page.getByText('Every unit was sold once, every order was bought, and every invariant holds.').waitFor();
    });
  });

  it('says in a drill what was wrong', async () => {
    await at('/console/audit/drill', async (page) => {
      await page.route('**/v1/sales/*/orders', async (route) => {
        if (!String(route.request().postDataJSON().customer_id).endsWith('-7')) return route.continue();
        const problem = { code: 'internal', status: 500, title: '', detail: 'It broke.', type: '' };
        return route.fulfill({ status: 500, json: problem });
      });
      await page.getByRole('button', { name: 'Start the drill' }).click();
      await page.getByRole('alert').getByText('Refused for another reason, or not answered: 1 customer.').waitFor();
      expect(await page.getByText('Passed').count()).toBe(0);
    });
  });

  it('finds all of it in the log of operator actions', async () => {
    await at('/console/audit/actions', async (page) => {
      for (const action of ['View rebuilt', 'Dead letter redriven', 'Sale paused']) {
        await page.getByRole('cell', { name: action }).waitFor();
      }
    });
  });

  it.each(['light', 'dark'] as const)('has pages in which axe finds nothing, %s', async (colorScheme) => {
    const { context, page, faults } = await newVisitor(browser, shop.url, { colorScheme });
    for (const [path, shown] of [
      ['/console/stock', 'DEMO-10002'],
      ['/console/stock/holds', 'Nothing is held'],
      ['/console/stock/movements', 'demo'],
      ['/console/stock/skus/prod_2', 'main'],
      ['/console/stock/import', 'CSV file'],
      ['/console/sales', 'Paused'],
      [`/console/sales/${saleId}`, 'Gave units back'],
      ['/console/messages', 'sale.v1.UnitsReturned'],
      ['/console/messages/dead-letters', CAUSE],
      ['/console/messages/dead-letters/1', CAUSE],
      ['/console/messages/streams', 'No stream yet'],
      ['/console/messages/projections', 'wallets'],
      ['/console/audit', 'audit'],
      ['/console/audit/actions', 'The price is wrong.'],
      ['/console/audit/drill', 'Start the drill'],
    ] as const) {
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.getByText(shown).first().waitFor();
      await expectAccessible(page);
    }
    await page.goto('/console/sales');
    await page.getByRole('button', { name: 'Schedule a sale' }).click();
    await page.getByRole('dialog').waitFor();
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await context.close();
  });

  it('would have a field that sticks out of its place found', async () => {
    await at('/console/messages/streams', async (page) => {
      await page.getByLabel('Customer').waitFor();
      await page.evaluate("document.querySelector('.field .input').style.width = '200%'");
      await expect(expectAccessible(page)).rejects.toThrow('fields that stick out');
    });
  });
});
