import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { inventory } from '../contract.ts';
import { isOverdue } from '../domain/hold.ts';
import { holds } from '../tables.ts';

// Confirming changes the hold alone: its units stay reserved until they are shipped, so no shelf is locked. For the
// same reason an overdue hold is refused and marked here, and given back by the sweep that follows.
export const confirmStock = command(inventory.confirmStock, {
  loads: ({ holdId }) => [holds.key(holdId)],
  decide: (rows, { holdId }, { nowMs }) => {
    const hold = rows.get(holds.key(holdId));
    if (hold === undefined || hold.status === 'released') return refuse('released', { holdId });
    if (hold.status === 'confirmed') return accept({ holdId });
    if (isOverdue(hold, nowMs)) {
      return hold.lapsed
        ? refuse('released', { holdId })
        : refuse('released', { holdId }, holds.put({ ...hold, lapsed: true }));
    }
    return accept(
      { holdId },
      holds.put({ ...hold, status: 'confirmed' }),
      event(inventory.StockConfirmed, holdId, { holdId, allocations: hold.allocations }),
    );
  },
});
