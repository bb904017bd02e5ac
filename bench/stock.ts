import { writeFile } from 'node:fs/promises';
import type pg from 'pg';
import { newId } from '../platform/lifecycle/new-id.ts';
import { median } from './ratios.ts';
import { withServer } from './servers/with-server.ts';
import { batched } from './stock-strategies/batched.ts';
import { conditional } from './stock-strategies/conditional.ts';
import { optimistic } from './stock-strategies/optimistic.ts';
import { type Measured, plot } from './stock-strategies/plot.ts';
import { createStock, putStock } from './stock-strategies/stock-database.ts';
import type { StockStrategy } from './stock-strategies/stock-strategy.ts';

// Reservations of one unit, by each strategy, against contention: few SKUs and many clients, each of whom waits for its
// answer before it asks again. Strategies take turns at each point, so that a machine whose speed drifts drifts for all.
// Run it with `npm run bench:stock`; a file's name behind `--` gets the plot.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 1) * 1_000;
const SKUS = [1, 10, 100, 1_000];
const CLIENTS = [1, 8, 64, 512];
const UNITS = 1_000_000;
/** As many as the host gives its commands. */
const CONNECTIONS = 20;

interface Run {
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly conflicts: number;
}

async function measure(pool: pg.Pool, strategy: StockStrategy, skus: number, clients: number): Promise<Run> {
  const names = Array.from({ length: skus }, (_, index) => `SKU-${index}`);
  await putStock(pool, new Map(names.map((sku) => [sku, UNITS])));
  const latenciesMs: number[] = [];
  let conflicts = 0;
  const untilMs = performance.now() + DURATION_MS;
  const client = async (): Promise<void> => {
    while (performance.now() < untilMs) {
      const sku = names[Math.floor(Math.random() * skus)] ?? 'SKU-0';
      const startedMs = performance.now();
      const { kind } = await strategy.reserve({ orderId: newId(), lines: [{ sku, quantity: 1 }] });
      if (kind === 'short') throw new Error(`${strategy.name} says that ${UNITS} of ${sku} are gone`);
      if (kind === 'conflict') conflicts += 1;
      else latenciesMs.push(performance.now() - startedMs);
    }
  };
  const startedMs = performance.now();
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - startedMs) / 1_000;
  latenciesMs.sort((left, right) => left - right);
  const p99Ms = latenciesMs[Math.floor(latenciesMs.length * 0.99)] ?? Number.NaN;
  return { perSecond: latenciesMs.length / seconds, p99Ms, conflicts };
}

async function measureAll(pool: pg.Pool): Promise<(Measured & { conflicts: number })[]> {
  const strategies = [batched(pool), optimistic(pool), conditional(pool)];
  const measured: (Measured & { conflicts: number })[] = [];
  for (const skus of SKUS) {
    for (const clients of CLIENTS) {
      const runs = new Map<string, Run[]>(strategies.map(({ name }) => [name, []]));
      for (let round = 0; round < ROUNDS; round++) {
        for (const strategy of strategies) runs.get(strategy.name)?.push(await measure(pool, strategy, skus, clients));
      }
      for (const [strategy, own] of runs) {
        const perSecond = median(own.map((run) => run.perSecond));
        const p99Ms = median(own.map((run) => run.p99Ms));
        measured.push({
          strategy,
          skus,
          clients,
          perSecond,
          p99Ms,
          conflicts: median(own.map((run) => run.conflicts)),
        });
      }
    }
  }
  return measured;
}

function report(measured: readonly (Measured & { conflicts: number })[]): void {
  const rows = measured.map(({ strategy, skus, clients, perSecond, p99Ms, conflicts }) => {
    const base = measured.find((one) => one.strategy === 'batched' && one.skus === skus && one.clients === clients);
    return {
      SKUs: skus,
      clients,
      strategy,
      'orders/s': Math.round(perSecond),
      'of batched': (perSecond / (base?.perSecond ?? Number.NaN)).toFixed(2),
      'p99 ms': p99Ms.toFixed(1),
      conflicts,
    };
  });
  console.table(rows);
}

await withServer(CONNECTIONS, async ({ pool, version }) => {
  await createStock(pool);
  // Plans, caches and compiled code; not counted.
  for (const strategy of [batched(pool), optimistic(pool), conditional(pool)]) await measure(pool, strategy, 10, 64);
  const measured = await measureAll(pool);
  console.log(`PostgreSQL ${version}, medians of ${ROUNDS} rounds of ${DURATION_MS / 1_000} s`);
  report(measured);
  const [file] = process.argv.slice(2);
  if (file !== undefined) await writeFile(file, plot(measured));
});
