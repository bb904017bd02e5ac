import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../platform/lifecycle/package-root.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded/start-embedded-postgres.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { printRatios } from './ratios.ts';
import type { Contender } from './sagas/contender.ts';
import { openDbos } from './sagas/dbos.ts';
import { openHandWritten } from './sagas/hand-written-sagas.ts';
import { openOurs } from './sagas/ours.ts';

// Sagas a second of the engine alone: three steps that do nothing, every transition durable. Against the same rows
// written by hand, and against DBOS Transact, on one server at default durability. Rounds alternate. Run it with
// `npm run bench:sagas`.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 4) * 1_000;
const RUNNERS = Number(process.env.BENCH_RUNNERS ?? 1_024);

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-sagas-'));
  await chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ directory, log: () => undefined });
  const contenders: Contender[] = [];
  try {
    const pool = openDatabase({ url: postgres.url, poolSize: 8, keyedOnly: true });
    const folder = join(packageRoot(), 'platform', 'saga', 'migrations');
    await migrate(pool, [
      { schema: 'ours', name: 'sagas', folder },
      { schema: 'hand', name: 'sagas', folder },
    ]);
    await pool.query('create database dbos');
    contenders.push(await openOurs(pool, 'ours'), openHandWritten(pool, 'hand'));
    contenders.push(await openDbos(postgres.url.replace(/\/holdfast(?=\?|$)/, '/dbos')));
    const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
    // The first round warms up and is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const contender of contenders) {
        const rate = await contender.measure(DURATION_MS, RUNNERS);
        if (round > 0) rates.get(contender.name)?.push(rate);
      }
    }
    console.log(
      `PostgreSQL ${postgres.version}, ${RUNNERS} at once, ${ROUNDS} rounds of ${DURATION_MS / 1_000} s each`,
    );
    printRatios(rates, 'sagas');
    for (const contender of contenders.splice(0)) await contender.close();
    await pool.end();
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

await main();
