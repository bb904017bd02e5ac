import { afterAll, beforeAll, describe } from 'vitest';
import { invoices } from './testing/invoices.ts';
import { freePort, Shop, scratchDirectory } from './testing/shop.ts';

describe('the Online Retail invoices', () => {
  let directory: Awaited<ReturnType<typeof scratchDirectory>>;
  let shop: Shop;

  beforeAll(async () => {
    directory = await scratchDirectory();
    shop = new Shop(await freePort(), directory.path);
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
