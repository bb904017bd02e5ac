import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { inventory } from '../contract.ts';
import { tombstone } from '../domain/hold.ts';
import { holds } from '../tables.ts';
import { giveBack, holdAndShelves } from './give-back.ts';

export const releaseStock = command(inventory.releaseStock, {
  loads: ({ holdId }, rows) => holdAndShelves(holdId, rows, ['held']),
  decide: (rows, { holdId }, { nowMs }) => {
    const hold = rows.get(holds.key(holdId));
    if (hold === undefined) return accept({ holdId }, holds.put(tombstone(holdId, nowMs)));
    if (hold.status === 'confirmed') return refuse('confirmed', { holdId });
    if (hold.status === 'released') return accept({ holdId });
    return accept({ holdId }, ...giveBack(rows, hold, 'released'));
  },
});
