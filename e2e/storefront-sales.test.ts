import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, expectAccessible } from './testing/browser.ts';
import type { Shop } from './testing/shop.ts';
import { openShopInBrowser, type ShopInBrowser } from './testing/shop-in-browser.ts';
import { Shopper } from './testing/shopper.ts';

// Flash sales as a shopper sees them: they change while one looks, and every refusal says what it is.

const HOUR_MS = 3_600_000;

describeInBrowser('a flash sale in the storefront', () => {
  let shop: Shop;
  let opened: ShopInBrowser;
  let browser: Browser;

  beforeAll(async () => {
    opened = await openShopInBrowser();
    ({ shop, browser } = opened);
  });

  afterAll(() => opened.close());

  /** A sale that begins in an hour, unless staff open it before. */
  async function schedule(productId: string, terms: object): Promise<string> {
    const product = { id: productId, sku: productId, name: `The ${productId}`, price: '50.00', stock: 20 };
    expect((await shop.post('/products', product)).status).toBe(201);
    const sale = {
      product_id: productId,
      price: '20.00',
      starts_at: new Date(Date.now() + HOUR_MS).toISOString(),
      ends_at: new Date(Date.now() + 2 * HOUR_MS).toISOString(),
      per_customer_limit: 2,
      ...terms,
    };
    const answer = await shop.post('/sales', sale);
    expect(answer.status).toBe(201);
    return String(answer.body.id);
  }

  const open = (saleId: string) => shop.post(`/sales/${saleId}/open`, {});

  it('opens before the eyes of those who wait, counts down its units, and keeps to its limit', async () => {
    const saleId = await schedule('drop', { quantity: 5 });
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await page.goto('/shop/sales');
    await page.getByRole('link', { name: 'The drop' }).click();
    await shopper.sees('The drop');
    await shopper.reads('5 of 5 left');
    await shopper.reads('you can order as soon as the sale begins');
    await expectAccessible(page);
    await open(saleId);
    await page.getByRole('button', { name: 'Order now' }).waitFor();
    await shop.post(`/sales/${saleId}/orders`, { customer_id: 'somebody-quick', quantity: 1 });
    await shopper.reads('4 of 5 left');
    await page.getByLabel('How many').selectOption('2');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Order now' }).dblclick();
    await shopper.sees('Thank you for your order');
    await shopper.reads('£40.00');
    expect(await shopper.orders(1)).toHaveLength(1);
    await page.goto(`/shop/sales/${saleId}`);
    await page.getByRole('button', { name: 'Order now' }).click();
    await shopper.reads('You have reached the limit of this sale: 2 for each customer, over all orders.');
    await shop.post(`/sales/${saleId}/orders`, { customer_id: 'somebody-else', quantity: 2 });
    await shopper.reads('0 of 5 left');
    await page.getByText('units may come back').first().waitFor();
    await expectAccessible(page);
    await shopper.leave();
  });

  it('keeps a place in its waiting room through a reload, and lets one in when it is one’s turn', async () => {
    const saleId = await schedule('ticket', { quantity: 5, waiting_room: { draw: 'fair', turn_seconds: 600 } });
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await page.goto(`/shop/sales/${saleId}`);
    await shopper.reads('fair draw of places');
    await page.getByRole('button', { name: 'Take a place' }).click();
    await shopper.reads('You have a place. The order of places is drawn when the sale begins.');
    // The button is gone, and the keyboard goes on from the place.
    await page.locator(':focus').getByText('You have a place.').waitFor();
    await expectAccessible(page);
    await page.reload();
    await shopper.reads('You have a place. The order of places is drawn when the sale begins.');
    await open(saleId);
    await shopper.reads('It is your turn. You can order now.');
    await page.getByRole('button', { name: 'Order now' }).click();
    await shopper.sees('Thank you for your order');
    await page.goto(`/shop/sales/${saleId}`);
    await shopper.reads('You have ordered with your place.');
    await shopper.leave();
  });

  it('says so when a turn ends while one looks at it', async () => {
    const saleId = await schedule('turn', { quantity: 5, waiting_room: { draw: 'fair', turn_seconds: 3 } });
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await page.goto(`/shop/sales/${saleId}`);
    await page.getByRole('button', { name: 'Take a place' }).click();
    await shopper.reads('You have a place.');
    await open(saleId);
    await shopper.reads('It is your turn. You can order now.');
    await shopper.reads('Your turn has passed, and the place was given to somebody else.');
    expect(await page.getByRole('button', { name: 'Order now' }).count()).toBe(0);
    await shopper.leave();
  });

  it('stays with an order that is under way when the sale closes', async () => {
    const saleId = await schedule('closing', { quantity: 5 });
    await open(saleId);
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await page.goto(`/shop/sales/${saleId}`);
    let answer: () => void = () => undefined;
    const isOver = new Promise<void>((resolve) => {
      answer = resolve;
    });
    await page.route(`**/v1/sales/${saleId}/orders`, async (route) => {
      const response = await route.fetch();
      await isOver;
      await route.fulfill({ response });
    });
    await page.getByRole('button', { name: 'Order now' }).click();
    await shopper.reads('We are placing your order.');
    await shopper.orders(1);
    await shop.post(`/sales/${saleId}/close`, {});
    await shopper.reads('This sale is over.');
    await shopper.reads('We are placing your order.');
    answer();
    await shopper.sees('Thank you for your order');
    expect(await shopper.orders(1)).toHaveLength(1);
    await shopper.leave();
  });

  it('says that it is over', async () => {
    const saleId = await schedule('relic', { quantity: 1 });
    await shop.post(`/sales/${saleId}/close`, {});
    const shopper = await Shopper.arrive(browser, shop);
    await shopper.page.goto(`/shop/sales/${saleId}`);
    await shopper.reads('This sale is over.');
    await shopper.leave();
  });
});
