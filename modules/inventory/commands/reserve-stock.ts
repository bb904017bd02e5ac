import { accept, command, type Effect, event, type Rows, refuse } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { inventory } from '../contract.ts';
import { allocate, bySku } from '../domain/allocate.ts';
import { placed } from '../domain/hold.ts';
import { type Allocation, reserve } from '../domain/shelf.ts';
import { holds, shelves } from '../tables.ts';
import { putShelf } from './put-shelf.ts';

// A refusal for want of stock is not remembered: asked again, the same hold may find stock that came back meanwhile.
// A copy of the request that arrives after its refusal was heard places a hold that nobody wants; it expires.
export const reserveStock = command(inventory.reserveStock, {
  // A hold that exists is answered from its own row, so a repeated request locks no shelf.
  loads: ({ holdId, lines }, rows) =>
    rows.get(holds.key(holdId)) === undefined
      ? [holds.key(holdId), ...lines.map(({ sku }) => shelves.key(sku))]
      : [holds.key(holdId)],
  decide: (rows, { holdId, lines, expiresAtMs, preferWarehouse }) => {
    const hold = rows.get(holds.key(holdId));
    if (hold?.status === 'released') return refuse('released', { holdId });
    if (hold !== undefined) return accept({ holdId, allocations: hold.allocations });

    const allocated = allocate((sku) => rows.get(shelves.key(sku)), lines, preferWarehouse);
    if (allocated.kind === 'short') return refuse('short', { skus: allocated.skus });

    const { allocations } = allocated;
    return accept(
      { holdId, allocations },
      holds.put(placed(holdId, expiresAtMs, allocations)),
      event(inventory.StockReserved, holdId, { holdId, allocations }),
      ...reservations(rows, allocations),
    );
  },
});

function reservations(rows: Rows, allocations: readonly Allocation[]): readonly Effect[] {
  return [...bySku(allocations)].flatMap(([sku, claimed]) => {
    const shelf = present(rows.get(shelves.key(sku)), `shelf of ${sku}`);
    return putShelf(shelf, reserve(shelf, claimed));
  });
}
