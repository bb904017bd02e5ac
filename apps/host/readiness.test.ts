import pg from 'pg';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Doors } from '../../platform/rpc/doors.ts';
import { readiness } from './readiness.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ANSWERING: Doors = { call: async <_Request, Reply>() => ({}) as Reply };
const NEVER = new Promise<never>(() => undefined);

it('is known within two seconds, though a database holds its connections and says nothing', async () => {
  const frozen = new pg.Pool();
  vi.spyOn(frozen, 'query').mockImplementation(() => NEVER);
  const asked = readiness({ pools: [frozen], poolOf: () => frozen }, new Set(), ANSWERING);
  let known = false;
  void asked.then(() => {
    known = true;
  });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(known).toBe(true);
  expect(await asked).toEqual({ ready: false, notReady: [expect.stringContaining('database (catalog')] });
});
