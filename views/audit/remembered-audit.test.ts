import { expect, it } from 'vitest';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import type { AuditReport } from './door.ts';
import { rememberedAudit } from './remembered-audit.ts';

const clock = new FakeClock();

function reporting(reports: readonly AuditReport[]) {
  let count = 0;
  const run = async (): Promise<AuditReport> => {
    clock.advance(30);
    count += 1;
    return reports[Math.min(count, reports.length) - 1] as AuditReport;
  };
  return { run };
}

const reportAt = (checkedAtMs: number, ok = true): AuditReport => ({ ok, checkedAtMs, invariants: [] });

it('keeps what audits found and how long they took, the newest first', async () => {
  const reports = [reportAt(1), reportAt(2, false)];
  const audit = rememberedAudit(reporting(reports), clock);
  expect(audit.past()).toEqual([]);
  for (const report of reports) expect(await audit.run()).toBe(report);
  expect(audit.past()).toEqual([
    { report: reports[1], tookMs: 30 },
    { report: reports[0], tookMs: 30 },
  ]);
});

it('keeps one that answered several callers once', async () => {
  const audit = rememberedAudit(reporting([reportAt(1)]), clock);
  await Promise.all([audit.run(), audit.run()]);
  expect(audit.past()).toHaveLength(1);
});

it('keeps no more than it may', async () => {
  const audit = rememberedAudit(reporting([1, 2, 3, 4].map((at) => reportAt(at))), clock, 2);
  for (let count = 0; count < 4; count++) await audit.run();
  expect(audit.past().map(({ report }) => report.checkedAtMs)).toEqual([4, 3]);
});

it('keeps nothing of an audit that failed', async () => {
  const audit = rememberedAudit({ run: () => Promise.reject(new Error('away')) }, clock);
  await expect(audit.run()).rejects.toThrow('away');
  expect(audit.past()).toEqual([]);
});
