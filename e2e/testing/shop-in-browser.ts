import type { Browser } from 'playwright-core';
import { Closers } from '../../platform/lifecycle/closers.ts';
import { freePort } from '../../platform/lifecycle/free-port.ts';
import { startEmbeddedPostgres } from '../../platform/postgres/embedded/start-embedded-postgres.ts';
import { launchBrowser } from './browser.ts';
import { Shop, scratchDirectory } from './shop.ts';

/** A shop of a suite's own, and a browser to visit it with. */
export interface ShopInBrowser {
  readonly shop: Shop;
  readonly browser: Browser;
  /** Closes all of it, in the reverse order of opening. @throws AggregateError with what could not be closed. */
  close(): Promise<void>;
}

/** A shop whose database the suite may ask itself, without durability: nothing of it has to survive. */
export interface WatchedShop extends ShopInBrowser {
  readonly databaseUrl: string;
}

/** The shop as `npm start` opens it. */
export function openShopInBrowser(): Promise<ShopInBrowser> {
  return openAll((directory, _closers, open) => open(directory));
}

export function openWatchedShop(): Promise<WatchedShop> {
  return openAll(async (directory, closers, open) => {
    const database = { directory: `${directory}/postgres`, log: () => undefined, unsafeNoDurability: true };
    const server = await startEmbeddedPostgres(database);
    closers.add('server', () => server.stop(), { isEssential: true });
    const opened = await open(`${directory}/shop`, { DATABASE_URL: server.url });
    return { ...opened, databaseUrl: server.url };
  });
}

type OpenShop = (dataDirectory: string, environment?: Record<string, string>) => Promise<ShopInBrowser>;

/** One after the other: what was opened is closed again where the next of them fails. */
async function openAll<Opened>(
  within: (directory: string, closers: Closers, open: OpenShop) => Promise<Opened>,
): Promise<Opened> {
  const closers = new Closers();
  const close = async (): Promise<void> => {
    const errors: Error[] = [];
    await closers.closeAll((_name, error) => errors.push(error));
    if (errors.length > 0) throw new AggregateError(errors, 'a shop in a browser could not be closed');
  };
  try {
    const directory = await scratchDirectory();
    closers.add('directory', directory.remove, { isEssential: true });
    return await within(directory.path, closers, async (dataDirectory, environment) => {
      const browser = await launchBrowser();
      closers.add('browser', () => browser.close(), { isEssential: true });
      const shop = new Shop(await freePort(), dataDirectory, environment);
      closers.add('shop', () => shop.stop(), { isEssential: true });
      await shop.start();
      return { shop, browser, close };
    });
  } catch (error) {
    await close();
    throw error;
  }
}
