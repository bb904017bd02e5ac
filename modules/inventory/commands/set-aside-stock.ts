import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { inventory } from '../contract.ts';
import { allocate } from '../domain/allocate.ts';
import { requireId } from '../domain/set-aside.ts';
import { setAsides, shelves } from '../tables.ts';
import { reservations } from './reservations.ts';

export const setAsideStock = command(inventory.setAsideStock, {
  loads: ({ setAsideId, lines }) => [setAsides.key(setAsideId), ...lines.map(({ sku }) => shelves.key(sku))],
  decide: (rows, { setAsideId, lines, preferWarehouse }) => {
    requireId(setAsideId);
    const before = rows.get(setAsides.key(setAsideId));
    if (before?.status === 'ended') return refuse('ended', { setAsideId });
    if (before !== undefined) return accept({ setAsideId });

    const allocated = allocate((sku) => rows.get(shelves.key(sku)), lines, preferWarehouse);
    if (allocated.kind === 'short') return refuse('short', { skus: allocated.skus });
    const { allocations } = allocated;
    return accept(
      { setAsideId },
      setAsides.put({ setAsideId, status: 'open', allocations }),
      event(inventory.StockSetAside, setAsideId, { setAsideId, allocations }),
      ...reservations(rows, allocations),
    );
  },
});
