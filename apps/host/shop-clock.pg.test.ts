import type pg from 'pg';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Clock } from '../../platform/kernel/clock.ts';
import { Closers } from '../../platform/lifecycle/closers.ts';
import { systemClock } from '../../platform/lifecycle/system-clock.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { followDatabase, watchClock } from './shop-clock.ts';

const TWO_HOURS_MS = 7_200_000;

let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 1 });
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

it.each([TWO_HOURS_MS, -TWO_HOURS_MS])(
  'a machine whose clock is %i ms ahead goes by that of the database, and says so',
  async (aheadMs) => {
    const own: Clock = { nowMs: () => systemClock.nowMs() + aheadMs, after: systemClock.after };
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    const closers = new Closers();
    const registry = new Registry();
    const clock = await followDatabase(pool, own, log, closers);
    watchClock(registry, clock);
    // The database is on this machine.
    expect(Math.abs(clock.nowMs() - systemClock.nowMs())).toBeLessThan(60_000);
    expect(lines.join()).toMatch(/clock is wrong/);
    const [, seconds] = /^holdfast_clock_offset_seconds (\S+)$/m.exec(await registry.metrics()) ?? [];
    expect(Math.round(Number(seconds) / 60)).toBe(-aheadMs / 60_000);
    await closers.closeAll(() => undefined);
  },
);
