import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { newVisitor } from '../testing/browser.ts';
import { plantLetter } from '../testing/plant-letter.ts';
import type { Shop } from '../testing/shop.ts';
import { openWatchedShop } from '../testing/shop-in-browser.ts';
import { CONSOLE } from './console-screens.ts';
import { type Furnished, furnish } from './furnish.ts';
import { OPERATIONS } from './operations-screens.ts';
import { type Screen, STOREFRONT } from './screens.ts';

// Pictures of every screen, in light and dark, on a desk and in a hand, for the documents. They are made by the built
// product; names of screens as arguments make those only.

const FOLDER = fileURLToPath(new URL('../../docs/screenshots', import.meta.url));
const QUALITY = 72;
const VIEWS = [
  { name: 'desktop', viewport: { width: 1280, height: 860 } },
  { name: 'phone', viewport: { width: 360, height: 740 } },
] as const;
const SCHEMES = ['light', 'dark'] as const;

const APPLICATIONS: readonly { readonly name: string; readonly screens: readonly Screen[] }[] = [
  { name: 'storefront', screens: STOREFRONT },
  { name: 'console', screens: [...CONSOLE, ...OPERATIONS] },
];

async function photograph(browser: Browser, shop: Shop, furnished: Furnished, wanted: readonly string[]) {
  for (const { name: application, screens } of APPLICATIONS) {
    await mkdir(`${FOLDER}/${application}`, { recursive: true });
    for (const screen of screens.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      const { context, page } = await newVisitor(browser, shop.url, { viewport: VIEWS[0].viewport });
      await screen.show(page, shop, furnished);
      await photographViews(page, `${application}/${screen.name}`);
      await context.close();
    }
  }
}

/** One page, looked at in every way. */
async function photographViews(page: Page, name: string): Promise<void> {
  for (const { name: view, viewport } of VIEWS) {
    await page.setViewportSize(viewport);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const picture = await webp(page);
      await writeFile(`${FOLDER}/${name}-${view}-${colorScheme}.webp`, picture);
      console.log(`${name}-${view}-${colorScheme}: ${Math.round(picture.length / 1024)} KiB`);
    }
  }
}

/** What is in the window. A message that goes away by itself is let go first. */
async function webp(page: Page): Promise<Buffer> {
  await page.locator('.toast').first().waitFor({ state: 'detached' });
  // Colours fade from one scheme to the other.
  await page.evaluate('Promise.all(document.getAnimations().map((animation) => animation.finished))');
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
  return Buffer.from(data, 'base64');
}

const { shop, browser, databaseUrl, close } = await openWatchedShop();
try {
  await plantLetter(databaseUrl);
  await photograph(browser, shop, await furnish(shop), process.argv.slice(2));
} finally {
  await close();
}
