import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '../../platform/postgres/database.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { createTestDatabase, type TestDatabase } from '../../platform/testing/database.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import type { AuditReport } from '../../views/audit/door.ts';
import { rememberedAudit } from '../../views/audit/remembered-audit.ts';

// The same memory in the real table, written by two hosts at once.

const FOLDER = fileURLToPath(new URL('../../views/audit/migrations', import.meta.url));
const KEPT = 5;
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = openDatabase({ url: database.url, poolSize: 8 });
  await migrate(pool, [{ schema: 'audit_test', name: 'audit', folder: FOLDER }]);
});

afterAll(async () => {
  await pool.end();
  await database.drop();
});

const lost: unknown[] = [];

function host() {
  let at = 0;
  const run = async (): Promise<AuditReport> => {
    at += 1_000;
    const detail = 'Compared 1 SKU; "50 %" of it is fine.';
    return { ok: true, checkedAtMs: at, invariants: [{ name: 'no-oversell', ok: true, violations: 0, detail }] };
  };
  return rememberedAudit({
    audit: { run },
    store: new PostgresStore(pool, 'audit_test'),
    clock: new FakeClock(),
    newId: v7,
    onLost: (error) => lost.push(error),
    kept: KEPT,
  });
}

it('is shared by hosts, and bounded whoever writes', async () => {
  const [one, other] = [host(), host()];
  await Promise.all(
    Array.from({ length: 6 }, async (_, round) => {
      for (let count = 0; count < 3; count += 1) await (round % 2 === 0 ? one : other).run();
    }),
  );
  const last = await one.run();
  expect(lost).toEqual([]);
  const past = await other.past();
  expect(past).toHaveLength(KEPT);
  expect(past[0]).toEqual({ report: last, tookMs: 0 });
  const { rows } = await pool.query('select count(*)::int as kept from audit_test.audit_runs');
  expect(rows).toEqual([{ kept: KEPT }]);
});
