import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { describeInBrowser, expectAccessible, launchBrowser, newVisitor } from './testing/browser.ts';
import { Shop, scratchDirectory } from './testing/shop.ts';

// The pages as they are built and served: what a first visit loads, and that a browser runs them under their policy.

const BUILT = fileURLToPath(new URL('../dist/pages', import.meta.url));
/** What a first visit may load of script, compressed: a shopper's telephone, an operator's desk. */
const SCRIPT_LIMITS = [
  ['storefront', 150_000],
  ['console', 200_000],
] as const;

/** Scripts that a document loads before anything is done on it, by their path within the build. */
function firstScripts(document: string): readonly string[] {
  const html = readFileSync(join(BUILT, document), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  return [...new Set(named)];
}

describe.each(SCRIPT_LIMITS)('the first load of the %s', (name, limitBytes) => {
  it(`is less than ${limitBytes / 1_000} kB of compressed script`, () => {
    const scripts = firstScripts(`${name}/index.html`);
    expect(scripts.length).toBeGreaterThan(0);
    const bytes = scripts.reduce((sum, path) => sum + readFileSync(join(BUILT, `${path}.gz`)).length, 0);
    expect(bytes).toBeGreaterThan(10_000);
    expect(bytes).toBeLessThan(limitBytes);
  });
});

describeInBrowser('the pages in a browser', () => {
  let shop: Shop;
  let directory: Awaited<ReturnType<typeof scratchDirectory>>;
  let browser: Browser;

  beforeAll(async () => {
    directory = await scratchDirectory();
    shop = new Shop(await freePort(), directory.path);
    // One after the other: what was opened is closed, whichever of them fails.
    browser = await launchBrowser();
    await shop.start();
  });

  afterAll(async () => {
    await browser.close();
    await shop.stop();
    await directory.remove();
  });

  it.each([
    ['/', 'Everything we sell'],
    ['/shop/nothing-here', 'This page is not here'],
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
});
