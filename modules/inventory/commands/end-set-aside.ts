import { accept, command, event } from '../../../platform/batching/command.ts';
import { inventory } from '../contract.ts';
import { requireId } from '../domain/set-aside.ts';
import { setAsides, shelves } from '../tables.ts';
import { freed } from './reservations.ts';

// Ended before it was placed, it leaves a tombstone: a copy of the placing that arrives later sets nothing aside.
export const endSetAside = command(inventory.endSetAside, {
  loads: ({ setAsideId }, rows) => {
    const allocations = rows.get(setAsides.key(setAsideId))?.allocations ?? [];
    return [setAsides.key(setAsideId), ...allocations.map(({ sku }) => shelves.key(sku))];
  },
  decide: (rows, { setAsideId }) => {
    requireId(setAsideId);
    const setAside = rows.get(setAsides.key(setAsideId));
    if (setAside?.status === 'ended') return accept({ setAsideId });
    const allocations = setAside?.allocations ?? [];
    return accept(
      { setAsideId },
      setAsides.put({ setAsideId, status: 'ended', allocations: [] }),
      ...(allocations.length === 0 ? [] : [event(inventory.SetAsideReturned, setAsideId, { setAsideId, allocations })]),
      ...freed(rows, allocations, `set-aside ${setAsideId}`),
    );
  },
});
