import { join } from 'node:path';
import { packageRoot } from '../platform/lifecycle/package-root.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { type Contender, newEvent, writeFor } from './event-store/contender.ts';
import { openEmmett } from './event-store/emmett.ts';
import { openHandWritten } from './event-store/hand-written-log.ts';
import { openOurs } from './event-store/ours.ts';
import { printRatios } from './ratios.ts';
import { measureRounds, withContenders } from './rounds.ts';
import { withServer } from './servers/with-server.ts';

// Appends a second, each of one event that expects its stream at a version: this event store, emmett's for PostgreSQL
// and an insert in batches as a person would write it, on one server at default durability. Run it with
// `npm run bench:events`.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 4) * 1_000;
const WRITERS = Number(process.env.BENCH_WRITERS ?? 256);
const CONNECTIONS = 8;

await withServer(CONNECTIONS, async ({ pool, url, version }) => {
  const folder = join(packageRoot(), 'platform', 'eventstore', 'migrations');
  await migrate(pool, [
    { schema: 'ours', name: 'events', folder },
    { schema: 'hand', name: 'events', folder },
  ]);
  const opening: (() => Contender | Promise<Contender>)[] = [
    () => openOurs(pool),
    () => openHandWritten(pool),
    () => openEmmett(url),
  ];
  await withContenders(opening, async (contenders) => {
    const rates = await measureRounds(contenders, ROUNDS, (one) => writeFor(one, DURATION_MS, WRITERS, newEvent));
    console.log(`PostgreSQL ${version}, ${WRITERS} writers, ${ROUNDS} rounds of ${DURATION_MS / 1_000} s each`);
    printRatios(rates, 'appends');
  });
});
