import { afterAll, beforeAll, describe } from 'vitest';
import { freePort } from '../platform/lifecycle/free-port.ts';
import { acceptance } from './testing/acceptance.ts';
import { invoices } from './testing/invoices.ts';
import { eventually, holdfast, Shop, type Started, scratchDirectory } from './testing/shop.ts';

// The same build as two processes with two databases: inventory behind gRPC, everything else in the other.

describe('inventory in a process and a database of its own', () => {
  let directory: Awaited<ReturnType<typeof scratchDirectory>>;
  let inventory: Started;
  let shop: Shop;

  beforeAll(async () => {
    directory = await scratchDirectory();
    const grpcPort = await freePort();
    const inventoryUrl = `http://127.0.0.1:${grpcPort}`;
    shop = new Shop(await freePort(), `${directory.path}/shop`, { INVENTORY_URL: inventoryUrl });
    const started = shop.start();
    // A first start fills the shelves of a module that comes up later.
    await eventually(
      'a shop that waits for inventory',
      async () => shop.output(),
      (output) => output.includes(`Waiting for module inventory at ${inventoryUrl}`),
    );
    inventory = holdfast(['serve', 'inventory'], {
      GRPC_PORT: String(grpcPort),
      HOLDFAST_DATA: `${directory.path}/inventory`,
    });
    await started;
  });
  afterAll(async () => {
    await shop.stop();
    inventory.child.kill('SIGTERM');
    await new Promise((resolve) => inventory.child.once('exit', resolve));
    await directory.remove();
  });

  acceptance(() => shop);

  describe('and the Online Retail invoices', () => {
    invoices(
      () => shop,
      () => directory.path,
    );
  });
});
