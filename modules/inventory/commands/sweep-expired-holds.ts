import type { Doors } from '../../../platform/rpc/doors.ts';
import type { MemoryRows, Reader, Task } from '../../../platform/rpc/module.ts';
import { inventory } from '../contract.ts';
import { holds } from '../tables.ts';

// Finds what is overdue without a lock and asks for each hold through the door, so that a hold which was confirmed in
// between is decided like any other command. Several hosts may sweep at once: the second finds nothing left to do.

/** Holds in one turn at the most: together they are one batch. */
const PAGE = 500;

export function sweepExpiredHolds(everyMs: number): Task {
  return {
    name: 'sweep expired holds',
    everyMs,
    run: async (doors, reader, clock) => {
      // After a full page there may be more. A page from which nothing went would come back for ever.
      for (;;) {
        const overdue = await overdueHolds(reader, clock.nowMs());
        const expired = await expireAll(doors, overdue);
        if (overdue.length < PAGE || expired === 0) return;
      }
    },
  };
}

async function overdueHolds(reader: Reader, nowMs: number): Promise<readonly string[]> {
  if (reader.memory !== undefined) return overdueInMemory(reader.memory, nowMs);
  const rows = await reader.query<{ hold_id: string }>(
    `select hold_id from inventory.holds
     where status = 'held' and expires_at <= $1
     order by expires_at limit $2`,
    [new Date(nowMs), PAGE],
  );
  return rows.map((row) => row.hold_id);
}

function overdueInMemory(rows: MemoryRows, nowMs: number): readonly string[] {
  const overdue = rows(holds).filter(({ row }) => row.status === 'held' && row.expiresAt <= nowMs);
  return overdue
    .sort((left, right) => left.row.expiresAt - right.row.expiresAt)
    .slice(0, PAGE)
    .map(({ row }) => row.holdId);
}

/** How many are gone. One that gave no answer does not keep the others; it is reported when all have been asked. */
async function expireAll(doors: Doors, holdIds: readonly string[]): Promise<number> {
  const outcomes = await Promise.allSettled(holdIds.map((holdId) => doors.call(inventory.expireHold({ holdId }))));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  return outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value.kind === 'expired').length;
}
