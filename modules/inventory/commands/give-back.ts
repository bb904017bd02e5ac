import { type Effect, event, type Rows } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import type { Key } from '../../../platform/store/table.ts';
import { inventory } from '../contract.ts';
import { bySku } from '../domain/allocate.ts';
import type { Hold, HoldStatus, ReleaseReason } from '../domain/hold.ts';
import { release } from '../domain/shelf.ts';
import { holds, shelves } from '../tables.ts';
import { putShelf } from './put-shelf.ts';

/**
 * The hold and, where it is in one of the statuses that can be given back, the shelves that it claims. A hold placed
 * earlier in the same batch is not loaded yet: its shelves are, because placing it named them.
 */
export function holdAndShelves(holdId: string, rows: Rows, statuses: readonly HoldStatus[]): readonly Key[] {
  const hold = rows.get(holds.key(holdId));
  const claimed = hold !== undefined && statuses.includes(hold.status) ? hold.allocations : [];
  return [holds.key(holdId), ...claimed.map(({ sku }) => shelves.key(sku))];
}

/** Ends the hold and makes its units available again. */
export function giveBack(rows: Rows, hold: Hold, reason: ReleaseReason): readonly Effect[] {
  const { holdId, allocations } = hold;
  const effects: Effect[] = [
    holds.put({ ...hold, status: 'released' }),
    event(inventory.StockReleased, holdId, { holdId, allocations, reason }),
  ];
  for (const [sku, claimed] of bySku(allocations)) {
    const shelf = present(rows.get(shelves.key(sku)), `shelf of ${sku}, held by ${holdId},`);
    effects.push(...putShelf(shelf, release(shelf, claimed)));
  }
  return effects;
}
