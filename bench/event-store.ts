import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../platform/lifecycle/package-root.ts';
import { openDatabase } from '../platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded/start-embedded-postgres.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { type Contender, newEvent, writeFor } from './event-store/contender.ts';
import { openEmmett } from './event-store/emmett.ts';
import { openHandWritten } from './event-store/hand-written-log.ts';
import { openOurs } from './event-store/ours.ts';
import { printRatios } from './ratios.ts';

// Appends a second, each of one event that expects its stream at a version: this event store, emmett's for PostgreSQL
// and an insert in batches as a person would write it, on one server at default durability. Rounds alternate, so that a
// machine whose speed drifts drifts for all. Run it with `npm run bench:events`.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 4) * 1_000;
const WRITERS = Number(process.env.BENCH_WRITERS ?? 256);

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-bench-events-'));
  await chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({ directory, log: () => undefined });
  const contenders: Contender[] = [];
  try {
    const pool = openDatabase({ url: postgres.url, poolSize: 8, keyedOnly: true });
    const folder = join(packageRoot(), 'platform', 'eventstore', 'migrations');
    await migrate(pool, [
      { schema: 'ours', name: 'events', folder },
      { schema: 'hand', name: 'events', folder },
    ]);
    contenders.push(openOurs(pool), await openHandWritten(pool), await openEmmett(postgres.url));
    const rates = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
    // The first round warms up and is not counted.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const contender of contenders) {
        const written = await writeFor(contender, DURATION_MS, WRITERS, newEvent);
        if (round > 0) rates.get(contender.name)?.push(written);
      }
    }
    console.log(
      `PostgreSQL ${postgres.version}, ${WRITERS} writers, ${ROUNDS} rounds of ${DURATION_MS / 1_000} s each`,
    );
    printRatios(rates, 'appends');
    for (const contender of contenders.splice(0)) await contender.close();
    await pool.end();
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

await main();
