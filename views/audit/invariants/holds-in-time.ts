import type { AuditReader } from '../audit-reader.ts';
import type { InvariantResult } from '../door.ts';
import type { Hold } from '../facts.ts';
import { count, type Finding, resultOf } from '../finding.ts';

/** No hold is still held once its time and that of a sweep are over. */
export async function holdsInTime(reader: AuditReader, nowMs: number, graceMs: number): Promise<InvariantResult> {
  const isOverdue = ({ status, expiresAtMs }: Hold) => status === 'held' && expiresAtMs + graceMs < nowMs;
  let looked = 0;
  const findings: Finding[] = [];
  for await (const hold of reader.holds('held')) {
    looked += 1;
    if (!isOverdue(hold)) continue;
    const again = await reader.hold(hold.holdId);
    if (again === undefined || !isOverdue(again)) continue;
    findings.push({
      id: hold.holdId,
      what: `is held ${Math.round((nowMs - again.expiresAtMs) / 1000)} s past its time`,
    });
  }
  return resultOf('holds-in-time', `Compared ${count(looked, 'open hold')} with the clock`, findings);
}
