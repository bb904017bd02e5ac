import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, expectAccessible, newVisitor } from './testing/browser.ts';
import type { Shop } from './testing/shop.ts';
import { openShopInBrowser, type ShopInBrowser } from './testing/shop-in-browser.ts';

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
  });

  afterAll(() => opened.close());

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
});
