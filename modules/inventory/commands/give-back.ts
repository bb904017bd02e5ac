import { type Effect, event, type Rows } from '../../../platform/batching/command.ts';
import type { Key } from '../../../platform/store/table.ts';
import { inventory } from '../contract.ts';
import type { Hold, HoldStatus, ReleaseReason } from '../domain/hold.ts';
import { putBack, type SetAside } from '../domain/set-aside.ts';
import { holds, setAsides, shelves } from '../tables.ts';
import { freed } from './reservations.ts';

/**
 * The hold and, where it is in one of the statuses that can be given back, what it came from: its set-aside, or the
 * shelves that it claims. A hold placed earlier in the same batch is not loaded yet: what it came from is, because
 * placing it named that.
 */
export function holdAndShelves(holdId: string, rows: Rows, statuses: readonly HoldStatus[]): readonly Key[] {
  const hold = rows.get(holds.key(holdId));
  if (hold === undefined || !statuses.includes(hold.status)) return [holds.key(holdId)];
  const origin = hold.drawnFrom === '' ? [] : [setAsides.key(hold.drawnFrom)];
  const claimed = openOrigin(rows, hold) === undefined ? hold.allocations : [];
  return [holds.key(holdId), ...origin, ...claimed.map(({ sku }) => shelves.key(sku))];
}

/** Ends the hold and makes its units available again. */
export function giveBack(rows: Rows, hold: Hold, reason: ReleaseReason): readonly Effect[] {
  const { holdId, allocations } = hold;
  const origin = openOrigin(rows, hold);
  const setAsideId = origin?.setAsideId ?? '';
  const effects: Effect[] = [
    holds.put({ ...hold, status: 'released' }),
    event(inventory.StockReleased, holdId, { holdId, allocations, reason, setAsideId }),
  ];
  if (origin !== undefined) effects.push(setAsides.put(putBack(origin, allocations)));
  else effects.push(...freed(rows, allocations, `hold ${holdId}`));
  return effects;
}

/** The set-aside that the hold's units go back to; undefined where they go back to the shelf. */
function openOrigin(rows: Rows, { drawnFrom }: Hold): SetAside | undefined {
  const origin = drawnFrom === '' ? undefined : rows.get(setAsides.key(drawnFrom));
  return origin?.status === 'open' ? origin : undefined;
}
