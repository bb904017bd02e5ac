import type pg from 'pg';
import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Closers } from '../../platform/lifecycle/closers.ts';
import { FollowingClock } from '../../platform/lifecycle/following-clock.ts';
import { repeat } from '../../platform/lifecycle/repeat.ts';
import { databaseNowMs } from '../../platform/postgres/database-now.ts';

// What time it is in the shop. Sales begin and end, holds expire, and idempotency keys are forgotten by it, for good: one
// host whose clock is wrong must not do that for all. So every host goes by the clock of the database.

const ASK_EVERY_MS = 5_000;

export async function followDatabase(
  pool: pg.Pool,
  own: Clock,
  log: Logger,
  closers: Closers,
): Promise<FollowingClock> {
  const clock = new FollowingClock(own);
  const follow = async (): Promise<void> => {
    if (!(await clock.follow(() => databaseNowMs(pool)))) return;
    const { offsetMs } = clock;
    if (offsetMs === 0) log.warn('this machine’s clock agrees with the database again');
    else
      log.warn(
        { offset_ms: offsetMs },
        'this machine’s clock is wrong, or the database’s is: the shop goes by the latter',
      );
  };
  await follow();
  const stop = repeat(own, ASK_EVERY_MS, follow, (error) =>
    log.debug({ err: error }, 'the database did not tell the time; it is asked again'),
  );
  closers.add('clock of the shop', stop);
  return clock;
}

export function watchClock(registry: Registry, clock: FollowingClock): void {
  new Gauge({
    name: 'holdfast_clock_offset_seconds',
    help: 'How far this machine’s clock is behind that of the database (above 0) or ahead of it (below 0).',
    registers: [registry],
    collect() {
      this.set(clock.offsetMs / 1_000);
    },
  });
}
