import { accept, command, type Effect, event, type Rows, refuse } from '../../../platform/batching/command.ts';
import { inventory } from '../contract.ts';
import { allocate } from '../domain/allocate.ts';
import { placed } from '../domain/hold.ts';
import { draw, shelvesWithin } from '../domain/set-aside.ts';
import type { Allocation, Shelf } from '../domain/shelf.ts';
import { holds, setAsides, shelves } from '../tables.ts';
import { reservations } from './reservations.ts';

// A refusal for want of stock is not remembered: asked again, the same hold may find stock that came back meanwhile.
// A copy of the request that arrives after its refusal was heard places a hold that nobody wants; it expires.
export const reserveStock = command(inventory.reserveStock, {
  creates: true,
  // A hold that exists is answered from its own row, so a repeated request locks no shelf.
  loads: ({ holdId, lines, setAsideId }, rows) => {
    if (rows.get(holds.key(holdId)) !== undefined) return [holds.key(holdId)];
    const source = setAsideId === '' ? lines.map(({ sku }) => shelves.key(sku)) : [setAsides.key(setAsideId)];
    return [holds.key(holdId), ...source];
  },
  decide: (rows, { holdId, lines, expiresAtMs, preferWarehouse, setAsideId }) => {
    const hold = rows.get(holds.key(holdId));
    if (hold?.status === 'released') return refuse('released', { holdId });
    if (hold !== undefined) return accept({ holdId, allocations: hold.allocations });

    const allocated = allocate(stockOf(rows, setAsideId), lines, preferWarehouse);
    if (allocated.kind === 'short') return refuse('short', { skus: allocated.skus });

    const { allocations } = allocated;
    return accept(
      { holdId, allocations },
      holds.put(placed(holdId, expiresAtMs, allocations, setAsideId)),
      event(inventory.StockReserved, holdId, { holdId, allocations, setAsideId }),
      ...taken(rows, allocations, setAsideId),
    );
  },
});

/** What a line may be allocated from: the shelves, or the part of them that is set aside. */
function stockOf(rows: Rows, setAsideId: string): (sku: string) => Shelf | undefined {
  if (setAsideId === '') return (sku) => rows.get(shelves.key(sku));
  const setAside = rows.get(setAsides.key(setAsideId));
  const within = setAside === undefined ? new Map<string, Shelf>() : shelvesWithin(setAside);
  return (sku) => within.get(sku);
}

function taken(rows: Rows, allocations: readonly Allocation[], setAsideId: string): readonly Effect[] {
  const setAside = setAsideId === '' ? undefined : rows.get(setAsides.key(setAsideId));
  return setAside === undefined ? reservations(rows, allocations) : [setAsides.put(draw(setAside, allocations))];
}
