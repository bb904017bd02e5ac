import type { Clock } from '../../platform/kernel/clock.ts';
import type { Audit, AuditReport, PastAudit, RememberedAudit } from './door.ts';

// An audit that keeps what it found, so that an operator sees since when something is wrong. In memory and bounded: it
// begins anew with the host, and knows nothing of audits that other hosts ran.

const KEPT = 100;

export function rememberedAudit(audit: Audit, clock: Pick<Clock, 'nowMs'>, kept = KEPT): RememberedAudit {
  /** Newest first. */
  let past: readonly PastAudit[] = [];
  const remember = (report: AuditReport, startedAtMs: number): void => {
    // Audits asked for while one runs are answered by that one: it is one audit.
    if (past.some((known) => known.report === report)) return;
    past = [{ report, tookMs: clock.nowMs() - startedAtMs }, ...past].slice(0, kept);
  };
  return {
    run: async () => {
      const startedAtMs = clock.nowMs();
      const report = await audit.run();
      remember(report, startedAtMs);
      return report;
    },
    past: () => past,
  };
}
