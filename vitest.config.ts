import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './e2e/testing/longest-first.ts';

/** A worker for each core: files of tests compute, and leave none to whoever started them by themselves. */
const WORKERS = Math.max(2, availableParallelism());

// Four projects, one command: pure tests in memory, the simulated world, tests on a real PostgreSQL, tests on the built product.
export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          maxWorkers: WORKERS,
          include: ['{platform,modules,processes,views,gateway,apps,tools,bench}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.{pg,redis}.test.ts', '**/node_modules/**', '**/dist/**', '**/planted/**'],
          // Properties are bounded by their runs. A bound on time is for what hangs: a busy machine is no failure.
          testTimeout: 120_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'simulation',
          maxWorkers: WORKERS,
          include: ['simulation/**/*.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'pg',
          maxWorkers: WORKERS,
          include: ['{platform,modules,processes,views,gateway,apps,bench}/**/*.pg.test.ts'],
          globalSetup: ['platform/testing/postgres.setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'redis',
          maxWorkers: WORKERS,
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
          // After the others. Each file has processes, ports and directories of its own, and waits more than it works.
          sequence: { groupOrder: 1 },
          maxWorkers: 3,
        },
      },
    ],
  },
});
