import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SeedResult } from './run-seed.ts';

// Many seeds, on every core. Each seed is a world of its own, so it does not matter where it runs or after which.

export interface SeedsOptions {
  /** The first seed; the others follow it. */
  readonly first: number;
  readonly count: number;
  readonly steps: number;
  /** Default: one for each core. */
  readonly workers?: number;
  /** Ends it before all seeds have; of those that were under way nothing is told. */
  readonly signal?: AbortSignal;
}

export interface SeedTask {
  readonly seed: number;
  readonly steps: number;
}

/** Runs the seeds and tells of each as it ends, in no particular order. */
export async function runSeeds(options: SeedsOptions, ended: (result: SeedResult) => void): Promise<void> {
  const { first, count, steps, workers = availableParallelism(), signal } = options;
  let next = first;
  const last = first + count - 1;
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(`./seed-worker${import.meta.url.slice(-3)}`, import.meta.url));
      const end = (): void => {
        worker.terminate().then(() => resolve(), reject);
      };
      const more = (): void => {
        if (next > last || signal?.aborted) {
          end();
          return;
        }
        const task: SeedTask = { seed: next, steps };
        next += 1;
        worker.postMessage(task);
      };
      worker.on('message', (result: SeedResult) => {
        ended(result);
        more();
      });
      worker.on('error', reject);
      signal?.addEventListener('abort', end, { once: true });
      more();
    });
  await Promise.all(Array.from({ length: Math.min(workers, count) }, work));
}
