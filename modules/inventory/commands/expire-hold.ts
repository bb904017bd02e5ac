import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { inventory } from '../contract.ts';
import { isOverdue } from '../domain/hold.ts';
import { holds } from '../tables.ts';
import { giveBack, holdAndShelves } from './give-back.ts';

// Asked for by the sweep, which read without a lock: what has happened to the hold since is seen here.
export const expireHold = command(inventory.expireHold, {
  loads: ({ holdId }, rows) => holdAndShelves(holdId, rows, ['held']),
  decide: (rows, { holdId }, { nowMs }) => {
    const hold = rows.get(holds.key(holdId));
    if (hold?.status === 'released') return accept({ holdId });
    if (hold === undefined || !isOverdue(hold, nowMs)) return refuse('kept', { holdId });
    return accept({ holdId }, ...giveBack(rows, hold, 'expired'));
  },
});
