import type { AuditDocument } from '../http/documents.ts';
import { table } from '../terminal/table.ts';

/** The invariants in a table, and what is wrong with those that do not hold. */
export function auditTable({ ok, invariants }: AuditDocument): string {
  const rows = invariants.map((invariant) => [invariant.ok ? 'holds' : 'VIOLATED', invariant.name, invariant.detail]);
  const verdict = ok ? 'Audit: every invariant holds.' : 'Audit: NOT every invariant holds.';
  return `${verdict}\n${table(rows)}`;
}
