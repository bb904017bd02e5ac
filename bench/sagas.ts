import { join } from 'node:path';
import { packageRoot } from '../platform/lifecycle/package-root.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { printRatios } from './ratios.ts';
import { measureRounds, withContenders } from './rounds.ts';
import type { Contender } from './sagas/contender.ts';
import { openDbos } from './sagas/dbos.ts';
import { openHandWritten } from './sagas/hand-written-sagas.ts';
import { openOurs } from './sagas/ours.ts';
import { withServer } from './servers/with-server.ts';

// Sagas a second of the engine alone: three steps that do nothing, every transition durable. Against the same rows
// written by hand, and against DBOS Transact, on one server at default durability. Run it with `npm run bench:sagas`.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 4) * 1_000;
const RUNNERS = Number(process.env.BENCH_RUNNERS ?? 1_024);
const CONNECTIONS = 8;

await withServer(CONNECTIONS, async ({ pool, url, version }) => {
  const folder = join(packageRoot(), 'platform', 'saga', 'migrations');
  await migrate(pool, [
    { schema: 'ours', name: 'sagas', folder },
    { schema: 'hand', name: 'sagas', folder },
  ]);
  await pool.query('create database dbos');
  const opening: (() => Contender | Promise<Contender>)[] = [
    () => openOurs(pool, 'ours'),
    () => openHandWritten(pool, 'hand'),
    () => openDbos(url.replace(/\/holdfast(?=\?|$)/, '/dbos')),
  ];
  await withContenders(opening, async (contenders) => {
    const rates = await measureRounds(contenders, ROUNDS, (contender) => contender.measure(DURATION_MS, RUNNERS));
    console.log(`PostgreSQL ${version}, ${RUNNERS} at once, ${ROUNDS} rounds of ${DURATION_MS / 1_000} s each`);
    printRatios(rates, 'sagas');
  });
});
