import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInBrowser, expectAccessible, newVisitor } from './testing/browser.ts';
import type { Shop } from './testing/shop.ts';
import { openShopInBrowser, type ShopInBrowser } from './testing/shop-in-browser.ts';

// The pages as they are built and served: what a first visit loads, and that a browser runs them under their policy.

const BUILT = fileURLToPath(new URL('../dist/pages', import.meta.url));
/** What a first visit may load of script, compressed. */
const SCRIPT_LIMIT_BYTES = 150_000;

/** Scripts that a document loads before anything is done on it, by their path within the build. */
function firstScripts(document: string): readonly string[] {
  const html = readFileSync(join(BUILT, document), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  return [...new Set(named)];
}

describe.each(['storefront', 'console'])('the first load of the %s', (name) => {
  it('is less than 150 kB of compressed script', () => {
    const scripts = firstScripts(`${name}/index.html`);
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) expect(readFileSync(join(BUILT, path), 'utf8')).not.toContain('React DevTools');
    const bytes = scripts.reduce((sum, path) => sum + readFileSync(join(BUILT, `${path}.gz`)).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(SCRIPT_LIMIT_BYTES);
  });
});

describeInBrowser('the pages in a browser', () => {
  let shop: Shop;
  let opened: ShopInBrowser;
  let browser: Browser;

  beforeAll(async () => {
    opened = await openShopInBrowser();
    ({ shop, browser } = opened);
  });

  afterAll(() => opened.close());

  it.each([
    ['/', 'Everything we sell'],
    ['/shop/nothing-here', 'This page is not here'],
    ['/shop/products/%E0%A4%A', 'This page is not here'],
    ['/console/orders/%', 'This page is not here'],
    ['/console', 'Live'],
    ['/console/audit', 'Invariants'],
  ])('%s is drawn under its policy, and axe finds nothing', async (path, heading) => {
    const { context, page, faults } = await newVisitor(browser, shop.url);
    await page.goto(path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await page.waitForLoadState('networkidle');
    await expectAccessible(page);
    expect(faults).toEqual([]);
    await context.close();
  });

  // Also what the document does not name: a page whose script is loaded when it is shown.
  it.each(['/', '/console'])('%s loads less than 150 kB of script by the time that it is drawn', async (path) => {
    const { context, page } = await newVisitor(browser, shop.url);
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const bytes = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('.js'))
        .map((entry): { encodedBodySize: number } => entry.toJSON())
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    );
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(SCRIPT_LIMIT_BYTES);
    await context.close();
  });
});
