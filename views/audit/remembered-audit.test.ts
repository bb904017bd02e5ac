import { expect, it } from 'vitest';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import type { Audit, AuditReport } from './door.ts';
import { rememberedAudit } from './remembered-audit.ts';

const clock = new FakeClock();
let ids = 0;
const newId = (): string => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;

function reporting(reports: readonly AuditReport[]) {
  let count = 0;
  const run = async (): Promise<AuditReport> => {
    clock.advance(30);
    count += 1;
    return reports[Math.min(count, reports.length) - 1] as AuditReport;
  };
  return { run };
}

const reportAt = (checkedAtMs: number, ok = true): AuditReport => ({
  ok,
  checkedAtMs,
  invariants: [{ name: 'no-oversell', ok, violations: ok ? 0 : 1, detail: 'Compared.' }],
});

function remembering(audit: Audit, { store = new MemoryStore(), kept = 100 } = {}) {
  const lost: unknown[] = [];
  const remembered = rememberedAudit({ audit, store, clock, newId, kept, onLost: (error) => lost.push(error) });
  return { ...remembered, lost };
}

it('keeps what audits found and how long they took, the newest first, through a restart', async () => {
  const reports = [reportAt(1), reportAt(2, false)];
  const store = new MemoryStore();
  const audit = remembering(reporting(reports), { store });
  expect(await audit.past()).toEqual([]);
  for (const report of reports) expect(await audit.run()).toBe(report);
  const restarted = remembering(reporting([]), { store });
  expect(await restarted.past()).toEqual([
    { report: reports[1], tookMs: 30 },
    { report: reports[0], tookMs: 30 },
  ]);
});

it('keeps one that answered several callers once', async () => {
  const audit = remembering(reporting([reportAt(1)]));
  await Promise.all([audit.run(), audit.run()]);
  expect(await audit.past()).toHaveLength(1);
});

it('keeps no more than it may', async () => {
  const audit = remembering(reporting([1, 2, 3, 4].map((at) => reportAt(at))), { kept: 2 });
  for (let count = 0; count < 4; count++) await audit.run();
  expect((await audit.past()).map(({ report }) => report.checkedAtMs)).toEqual([4, 3]);
});

it('removes what it does not keep', async () => {
  const store = new MemoryStore();
  const audit = remembering(reporting([1, 2, 3, 4].map((at) => reportAt(at))), { store, kept: 2 });
  for (let count = 0; count < 4; count++) await audit.run();
  expect(await remembering(reporting([]), { store, kept: 100 }).past()).toHaveLength(2);
});

it('keeps nothing of an audit that failed', async () => {
  const audit = remembering({ run: () => Promise.reject(new Error('away')) });
  await expect(audit.run()).rejects.toThrow('away');
  expect(await audit.past()).toEqual([]);
});

it('answers what it found where it cannot keep it, and says so', async () => {
  const store = new MemoryStore();
  const audit = remembering(reporting([reportAt(1, false)]), { store });
  const away = new Error('the database is away');
  store.transact = () => Promise.reject(away);
  expect(await audit.run()).toMatchObject({ ok: false });
  expect(audit.lost).toEqual([away]);
});
