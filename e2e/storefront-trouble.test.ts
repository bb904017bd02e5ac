import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DESKTOP, describeInBrowser, expectAccessible, newVisitor, PHONE } from './testing/browser.ts';
import type { Shop } from './testing/shop.ts';
import { openShopInBrowser, type ShopInBrowser } from './testing/shop-in-browser.ts';
import { Shopper } from './testing/shopper.ts';

// What a shopper sees, and can do, where something cannot be had.

/** The shop refuses, as it would in its own words. */
function refusal(status: number, code: string): Parameters<Route['fulfill']>[0] {
  const problem = { type: '', title: '', status, detail: 'Not now.', instance: '', code, trace_id: '' };
  return { status, contentType: 'application/problem+json', body: JSON.stringify(problem) };
}

describeInBrowser('the pages in trouble', () => {
  let shop: Shop;
  let opened: ShopInBrowser;
  let browser: Browser;

  beforeAll(async () => {
    opened = await openShopInBrowser();
    ({ shop, browser } = opened);
    await sell('oboe', 'The oboe');
  });

  afterAll(() => opened.close());

  async function sell(id: string, name: string): Promise<void> {
    const product = { id, sku: id, name, price: '4.00', stock: 500, category: 'Tests' };
    expect((await shop.post('/products', product)).status).toBe(201);
  }

  /** Refuses what is asked for first, and answers the second try when it is let. */
  async function refusedOnce(page: Page, pattern: string): Promise<() => void> {
    let letThrough = (): void => undefined;
    const isLet = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    let asked = 0;
    await page.route(pattern, async (route) => {
      asked += 1;
      if (asked === 1) return route.fulfill(refusal(429, 'rate_limited'));
      await isLet;
      return route.continue();
    });
    return letThrough;
  }

  it.each([
    ['/', '**/v1/products?*', 'The catalogue could not be loaded'],
    ['/console/stock', '**/v1/inventory?*', 'The list could not be read'],
    ['/console/orders/x', '**/v1/orders/x', 'The order could not be read'],
  ])(
    '%s keeps what went wrong in sight, with a busy button, until another try has ended',
    async (path, pattern, why) => {
      const { context, page, faults } = await newVisitor(browser, shop.url);
      const letThrough = await refusedOnce(page, pattern);
      await page.goto(path);
      const message = page.getByRole('alert').getByText(why);
      await message.waitFor();
      await page.getByRole('button', { name: 'Try again' }).click();
      const trying = page.getByRole('button', { name: 'Trying …' });
      await trying.waitFor();
      expect([await trying.getAttribute('aria-disabled'), await message.isVisible()]).toEqual(['true', true]);
      await expectAccessible(page);
      letThrough();
      await message.waitFor({ state: 'detached' });
      expect([await trying.count(), faults]).toEqual([0, []]);
      await context.close();
    },
  );

  it.each([
    ['/shop/cart', 'Your cart is empty'],
    ['/shop/checkout', 'There is nothing to order'],
  ])('%s lets a shopper begin anew whose cart the shop will not show', async (path, nothing) => {
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await shopper.putInCart('oboe');
    await page.route('**/v1/carts/*', (route) => route.fulfill(refusal(422, 'amount_too_large')));
    await page.goto(path);
    await shopper.reads('Your cart could not be loaded');
    await shopper.reads('That is more than we can put on one order.');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Start with an empty cart' }).click();
    await shopper.reads(nothing);
    await page.waitForFunction('document.activeElement.tagName === "H1"');
    await page.unrouteAll();
    await shopper.putInCart('oboe', 2);
    await shopper.goToCheckout();
    await shopper.reads('Order and pay £8.00');
    await shopper.leave();
  });

  it('a cart that is refused for now is waited for, and nobody is asked to leave it', async () => {
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await shopper.putInCart('oboe');
    let isAway = true;
    await page.route('**/v1/carts/*', (route) =>
      isAway ? route.fulfill(refusal(503, 'unavailable')) : route.continue(),
    );
    await page.goto('/shop/cart');
    await shopper.reads('Your cart could not be loaded');
    expect(await page.getByRole('button', { name: 'Start with an empty cart' }).count()).toBe(0);
    isAway = false;
    await page.getByRole('link', { name: 'The oboe' }).waitFor();
    await shopper.leave();
  });

  it.each([DESKTOP, PHONE])('a name and a number without a blank fit %o', async (viewport) => {
    const id = `long-${viewport.width}`;
    const sku = id.padEnd(200, 'S');
    const product = { id, sku, name: 'Q'.padEnd(455, 'w'), price: '4.00', stock: 50, category: 'C'.padEnd(100, 'c') };
    expect((await shop.post('/products', product)).status).toBe(201);
    const now = Date.now();
    const times = { starts_at: new Date(now).toISOString(), ends_at: new Date(now + 3_600_000).toISOString() };
    const terms = { product_id: id, quantity: 5, per_customer_limit: 2, price: '3.00', ...times };
    const { body: sale } = await shop.post('/sales', terms);
    const shopper = await Shopper.arrive(browser, shop, { viewport });
    const { page } = shopper;
    const expectToFit = async (): Promise<void> => {
      const widths = await page.evaluate('[document.documentElement.scrollWidth, innerWidth]');
      expect([page.url(), widths]).toEqual([page.url(), [viewport.width, viewport.width]]);
    };
    await shopper.putInCart(id);
    await expectToFit();
    const order = { customer_id: shopper.customer, items: [{ product_id: id, quantity: 1 }] };
    const { body: placed } = await shop.post('/orders', order, { prefer: 'wait=20' });
    for (const path of [
      '/?search=Qwww',
      `/?category=${product.category}`,
      `/shop/products/${id}`,
      '/shop/cart',
      '/shop/checkout',
      '/shop/orders',
      `/shop/orders/${placed.id}`,
      '/shop/sales',
      `/shop/sales/${sale.id}`,
      `/console/orders/${placed.id}`,
      `/console/stock?search=${id}`,
      `/console/stock/skus/${sku}`,
      `/console/sales/${sale.id}`,
    ]) {
      await page.goto(path);
      await page
        .getByText(/wwwww|SSSSS/)
        .first()
        .waitFor();
      await expectToFit();
    }
    await shopper.leave();
  });

  it('a product says that it may be old while the shop is away, and goes on by itself', async () => {
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await page.goto('/shop/products/oboe');
    await shopper.reads('500 available now');
    await shop.kill();
    await shopper.reads('The connection is lost. What you see may be old.');
    await shopper.reads('500 available when we last looked');
    await expectAccessible(page);
    await shop.start();
    await shopper.reads('500 available now');
    expect(await page.getByText('What you see may be old.').count()).toBe(0);
    await shopper.leave();
  });

  it('says that a cart is being ordered for as long as it is, though another window hears the answer', async () => {
    const shopper = await Shopper.arrive(browser, shop);
    const { page } = shopper;
    await shopper.putInCart('oboe');
    const second = await page.context().newPage();
    await second.goto('/shop/products/oboe');
    await shopper.goToCheckout();
    let isAway = true;
    await page.route('**/v1/orders', (route) => (isAway ? route.abort('connectionrefused') : route.continue()));
    await shopper.orderButton().click();
    await shopper.reads('We cannot reach the shop right now.');
    await second.getByRole('button', { name: 'Add to cart' }).click();
    const problem = second.getByText('What is in your cart is being ordered');
    await problem.waitFor();
    isAway = false;
    await shopper.sees('Thank you for your order');
    await problem.waitFor({ state: 'detached' });
    await second.getByRole('button', { name: 'Add to cart' }).click();
    await second.getByText('is in your cart').waitFor();
    await shopper.leave();
  });
});
