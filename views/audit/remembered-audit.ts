import type { Clock } from '../../platform/kernel/clock.ts';
import type { NewId } from '../../platform/kernel/ids.ts';
import { Conflict, type Store } from '../../platform/store/store.ts';
import { boolean, instant, integer, json, type RowOf, table, uuid } from '../../platform/store/table.ts';
import type { Audit, AuditReport, InvariantResult, PastAudit, RememberedAudit } from './door.ts';

// An audit that keeps what it found, so that an operator sees since when something is wrong, whichever host found it and
// whatever was restarted since. Does not guarantee that everything is kept: what was found is answered also where it
// could not be written down, and the oldest is forgotten.

const auditRuns = table('audit_runs', {
  key: { auditId: uuid },
  columns: { checkedAt: instant, tookMs: integer, ok: boolean, invariants: json<readonly InvariantResult[]>() },
});

const KEPT = 100;
/** So many too many are removed at once: more come only where hosts that kept more are gone. */
const PRUNED_AT_ONCE = 100;

export interface RememberedAuditOptions {
  readonly audit: Audit;
  readonly store: Store;
  readonly clock: Pick<Clock, 'nowMs'>;
  /** Canonical UUIDs, ordered by time. */
  readonly newId: NewId;
  /** Told of what was found and could not be kept. */
  readonly onLost: (error: unknown) => void;
  readonly kept?: number;
}

export function rememberedAudit(options: RememberedAuditOptions): RememberedAudit {
  const { audit, store, clock, kept = KEPT } = options;
  /** Audits asked for while one runs are answered by that one: it is kept once. */
  const keeping = new WeakMap<AuditReport, Promise<void>>();
  return {
    run: async () => {
      const startedAtMs = clock.nowMs();
      const report = await audit.run();
      const known = keeping.get(report) ?? keep(options, report, clock.nowMs() - startedAtMs, kept);
      keeping.set(report, known);
      await known;
      return report;
    },
    past: () =>
      store.transact(async (transaction) => {
        const found = await transaction.find(auditRuns, [], { limit: kept, descending: true });
        return found.map(({ row }) => pastOf(row));
      }),
  };
}

async function keep(
  { store, newId, onLost }: RememberedAuditOptions,
  { ok, checkedAtMs, invariants }: AuditReport,
  tookMs: number,
  kept: number,
): Promise<void> {
  const row = { auditId: newId(), checkedAt: checkedAtMs, tookMs, ok, invariants };
  try {
    await store.transact(async (transaction) => {
      transaction.write([{ write: 'insert', table: auditRuns, row, version: 1 }]);
    });
    await prune(store, kept);
  } catch (error) {
    onLost(error);
  }
}

async function prune(store: Store, kept: number): Promise<void> {
  try {
    await store.transact(async (transaction) => {
      const newest = await transaction.find(auditRuns, [], { limit: kept + PRUNED_AT_ONCE, descending: true });
      transaction.write(
        newest.slice(kept).map(({ row, version }) => ({
          write: 'delete' as const,
          table: auditRuns,
          key: auditRuns.keyOf(row),
          expectedVersion: version,
        })),
      );
    });
  } catch (error) {
    // Another host removes the same ones.
    if (!(error instanceof Conflict)) throw error;
  }
}

function pastOf({ checkedAt, tookMs, ok, invariants }: RowOf<typeof auditRuns>): PastAudit {
  return { report: { ok, checkedAtMs: checkedAt, invariants }, tookMs };
}
