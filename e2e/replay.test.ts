import { afterAll, beforeAll, describe } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { invoices } from './testing/invoices.ts';
import { CHECKOUTS, Shop, scratchDirectory } from './testing/shop.ts';

describe.each(CHECKOUTS)('the Online Retail invoices, the checkout %s', (checkout) => {
  let directory: Awaited<ReturnType<typeof scratchDirectory>>;
  let shop: Shop;

  beforeAll(async () => {
    directory = await scratchDirectory();
    shop = new Shop(await freePort(), directory.path, { CHECKOUT: checkout });
    await shop.start();
  });
  afterAll(async () => {
    await shop.stop();
    await directory.remove();
  });

  invoices(
    () => shop,
    () => directory.path,
  );
});
