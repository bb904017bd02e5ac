import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Vendure, type VendureJobs, type VendureOrder, vendureConfig } from './config.ts';

// A process of Vendure, out of the directory where it is installed. It ends by itself when it is told SIGTERM.

const CORE = '@vendure/core';
const JOBS = '@vendure/job-queue-plugin/package/bullmq';

async function serve(order: VendureOrder): Promise<void> {
  const load = createRequire(join(order.directory, 'package.json'));
  const vendure = load(CORE) as Vendure;
  const config = vendureConfig(vendure, load(JOBS) as VendureJobs, order);
  if (order.role === 'schema') {
    const app = await vendure.bootstrap(config);
    await app.close();
  } else if (order.role === 'worker') {
    const worker = await vendure.bootstrapWorker(config);
    await worker.startJobQueue();
  } else {
    await vendure.bootstrap(config);
  }
}

// Whoever started it is gone.
process.once('disconnect', () => process.exit(0));

process.once('message', (order: VendureOrder) => {
  serve(order).then(
    () => process.send?.('ready', () => order.role === 'schema' && process.exit(0)),
    (error: Error) => {
      console.error(error.stack);
      process.exit(1);
    },
  );
});
