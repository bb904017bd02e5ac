import type pg from 'pg';
import type { FollowingClock } from '../../../platform/lifecycle/following-clock.ts';
import type { Databases } from '../databases.ts';

/** All schemas in one database, and everything that is asked of it over one pool. */
export function oneDatabase(pool: pg.Pool, clock: FollowingClock): Databases {
  const always = () => pool;
  return { poolOf: always, storePoolOf: always, reportPoolOf: always, pools: [pool], clock, embedded: false };
}
