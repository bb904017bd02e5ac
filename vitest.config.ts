import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './e2e/testing/longest-first.ts';

/**
 * A worker for each core: files of tests compute, and leave none to whoever started them by themselves. The files of a
 * worker share what they import, which took as long as the tests themselves; what one of them puts in place of something is
 * taken away behind it.
 */
const SHARED_WORKERS = {
  maxWorkers: Math.max(2, availableParallelism()),
  isolate: false,
  restoreMocks: true,
  unstubGlobals: true,
};

/**
 * After the others: what waits more than it works, for servers that start, end, and come back. Each file has processes, ports
 * and directories of its own.
 */
const WAITS = { sequence: { groupOrder: 1 }, maxWorkers: Math.max(3, availableParallelism() + 1) };

// Five projects, one command: pure tests in memory, the simulated world, tests on a real PostgreSQL and on a real Redis, tests
// on the built product.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          ...SHARED_WORKERS,
          include: ['{platform,modules,processes,views,gateway,apps,tools,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.{pg,redis}.test.ts', '**/node_modules/**', '**/dist/**', '**/planted/**'],
          // Properties are bounded by their runs. A bound on time is for what hangs: a busy machine is no failure.
          testTimeout: 120_000,
          hookTimeout: 30_000,
          // Tests of one file that run beside each other wait rather than compute.
          maxConcurrency: 10,
        },
      },
      {
        test: {
          name: 'simulation',
          ...SHARED_WORKERS,
          include: ['simulation/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'pg',
          ...SHARED_WORKERS,
          ...WAITS,
          include: ['{platform,modules,processes,views,gateway,apps,bench}/**/*.pg.test.ts'],
          globalSetup: ['platform/testing/postgres.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'redis',
          ...SHARED_WORKERS,
          ...WAITS,
          include: ['{platform,modules,processes,apps}/**/*.redis.test.ts'],
          // Some start servers and end them.
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          globalSetup: ['e2e/testing/build.setup.ts'],
          testTimeout: 240_000,
          hookTimeout: 180_000,
          ...WAITS,
        },
      },
    ],
  },
});
