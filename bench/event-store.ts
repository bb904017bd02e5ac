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
    report(rates, postgres.version);
    for (const contender of contenders.splice(0)) await contender.close();
    await pool.end();
  } finally {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

function report(rates: ReadonlyMap<string, readonly number[]>, version: string): void {
  const median = (values: readonly number[]): number =>
    [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
  const [ours = [], hand = [], emmett = []] = ['ours', 'hand-written', 'emmett'].map((name) => rates.get(name));
  const ratio = (others: readonly number[]): number[] =>
    ours.map((rate, round) => rate / (others[round] ?? Number.NaN));
  console.log(`PostgreSQL ${version}, ${WRITERS} writers, ${ROUNDS} rounds of ${DURATION_MS / 1_000} s each`);
  for (const [name, values] of rates) console.log(`${name.padEnd(14)} ${Math.round(median(values))} appends/s`);
  for (const [name, others] of [
    ['emmett', emmett],
    ['hand-written', hand],
  ] as const) {
    const ratios = ratio(others);
    const shown = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((one) => one.toFixed(2));
    console.log(`ours of ${name}: ${shown[0]} (least ${shown[1]}, most ${shown[2]})`);
  }
}

await main();
