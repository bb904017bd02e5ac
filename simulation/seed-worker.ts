import { parentPort } from 'node:worker_threads';
import { present } from '../platform/kernel/assert.ts';
import { runSeed } from './run-seed.ts';
import type { SeedTask } from './run-seeds.ts';

// One core's worth of seeds, one after another, for run-seeds.ts.

const port = present(parentPort, 'the thread that asks for seeds');

port.on('message', async (task: SeedTask) => {
  port.postMessage(await runSeed(task));
});
