import { readFile } from 'node:fs/promises';
import type { Browser, Download, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, expectAccessible, newVisitor } from './testing/browser.ts';
import type { Shop } from './testing/shop.ts';
import { openShopInBrowser, type ShopInBrowser } from './testing/shop-in-browser.ts';

// A catalogue with its stock, imported in the console: what is good arrives, what is not is told line by line.

const HEADER = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const line = (invoice: string, sku: string, name: string, quantity: string, price: string): string =>
  `${invoice},${sku},${name},${quantity},2026-11-01 10:00,${price},7,France`;

const FILE = [
  HEADER,
  line('1', 'IMP-MUG', 'Imported mug', '3', '4.50'),
  line('2', 'IMP-CUP', 'Imported cup', '5', '2.50'),
  line('3', 'IMP-MUG', 'Imported mug', 'many', '4.50'),
  line('4', 'IMP-JUG', 'Imported jug', '1', '0'),
  line('5', 'IMP-MUG', 'Imported mug', '4', '4.50'),
  `6,IMP-MUG,"Mug, imported",2`,
].join('\r\n');

/** The shop has this product already, under another SKU's id: it refuses what would be its double. */
const TAKEN = [HEADER, line('1', 'IMP-PAN', 'Imported pan', '2', '9.00'), line('2', 'IMP-POT', 'Pot', '1', '8.00')];

const REPORT = [
  'line,invoice,sku,reason',
  '4,3,IMP-MUG,quantity is not an integer',
  '5,4,IMP-JUG,the SKU has no positive price anywhere in the file',
  '7,6,IMP-MUG,the line has 4 fields where the header has 8',
  '',
].join('\r\n');

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function textOf(download: Download): Promise<string> {
  return readFile(await download.path(), 'utf8');
}

/** By the keyboard alone. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the keyboard does not get there');
}

describeInBrowser('an import in the console', () => {
  let shop: Shop;
  let opened: ShopInBrowser;
  let browser: Browser;

  beforeAll(async () => {
    opened = await openShopInBrowser();
    ({ shop, browser } = opened);
  });

  afterAll(() => opened.close());

  async function importing(act: (page: Page) => Promise<void>): Promise<void> {
    const { context, page, faults } = await newVisitor(browser, shop.url, { acceptDownloads: true });
    await page.goto('/console/stock/import');
    await act(page);
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await context.close();
  }

  const stockOf = async (id: string) => (await shop.get(`/inventory/${id}`)).body;

  it('shows what the file says before anything is done, and is done by the keyboard alone', () =>
    importing(async (page) => {
      const file = page.getByLabel('CSV file');
      // Long before the key: whoever listens has the browser ask them, by a message that a key may overtake.
      const choosing = page.waitForEvent('filechooser');
      await tabTo(page, file);
      await page.keyboard.press('Enter');
      await (await choosing).setFiles(csv('delivery.csv', FILE));
      await page.getByText('2 products with 12 units; 3 of 6 lines rejected.').waitFor();
      await page.getByRole('cell', { name: 'quantity is not an integer' }).waitFor();
      expect((await shop.get('/products/IMP-MUG')).status).toBe(404);
      await expectAccessible(page);

      await tabTo(page, page.getByRole('button', { name: 'Import 2 products' }));
      await page.keyboard.press('Enter');
      await page.getByText('2 products added, 0 there already. 3 lines in the report.').waitFor();
      await tabTo(page, page.getByRole('button', { name: 'Save the report of 3 lines' }));
      const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
      expect(download.suggestedFilename()).toBe('delivery-rejected.csv');
      expect(await textOf(download)).toBe(REPORT);
      expect([(await stockOf('IMP-MUG')).available, (await stockOf('IMP-CUP')).available]).toEqual([7, 5]);
    }));

  it('adds nothing twice', () =>
    importing(async (page) => {
      await page.getByLabel('CSV file').setInputFiles(csv('delivery.csv', FILE));
      await page.getByRole('button', { name: 'Import 2 products' }).click();
      await page.getByText('0 products added, 2 there already.').waitFor();
      expect((await stockOf('IMP-MUG')).on_hand).toBe(7);
    }));

  it('reports the lines of a product that the shop does not take, and goes on', () =>
    importing(async (page) => {
      await shop.post('/products', { id: 'pan', sku: 'IMP-PAN', name: 'Pan', price: '9.00' });
      await page.getByLabel('CSV file').setInputFiles(csv('pans.csv', TAKEN.join('\n')));
      await page.getByRole('button', { name: 'Import 2 products' }).click();
      await page.getByText('1 product added, 0 there already, 1 not imported. 1 line in the report.').waitFor();
      await page.getByRole('cell', { name: 'the shop did not take the product: Product "pan" has the SKU' }).waitFor();
      expect((await stockOf('IMP-POT')).available).toBe(1);
    }));

  it('tells how far it has come, and stops after what has begun', () =>
    importing(async (page) => {
      let release = (): void => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/v1/products', async (route) => {
        if (route.request().postDataJSON().sku !== 'STOP-1') await released;
        await route.continue();
      });
      const lines = [1, 2, 3, 4, 5, 6].map((count) => line(String(count), `STOP-${count}`, 'Thing', '1', '1.00'));
      await page.getByLabel('CSV file').setInputFiles(csv('things.csv', [HEADER, ...lines].join('\n')));
      await page.getByRole('button', { name: 'Import 6 products' }).click();
      await page.getByText('1 of 6 products, 0 not taken').waitFor();
      await expectAccessible(page);
      await page.getByRole('button', { name: 'Stop' }).click();
      release();
      await page.getByText('5 products added, 0 there already, 1 not imported. 1 line in the report.').waitFor();
      await page.getByRole('cell', { name: 'the import was stopped before it came to the product' }).waitFor();
      expect((await shop.get('/products/STOP-6')).status).toBe(404);
    }));

  it.each([
    ['a spreadsheet', 'stock.xlsx', 'PK\u0003\u0004\u0000\u0000', 'The file is no CSV'],
    ['another table', 'colours.csv', 'name;colour\nmug;white', 'are missing from the header'],
  ])('refuses %s, and says why', (_case, name, text, why) =>
    importing(async (page) => {
      await page.getByLabel('CSV file').setInputFiles(csv(name, text));
      await page.getByRole('alert').getByText(why).waitFor();
      expect(await page.getByRole('button', { name: /^Import/ }).count()).toBe(0);
    }),
  );
});
