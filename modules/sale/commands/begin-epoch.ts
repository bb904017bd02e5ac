import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { sale } from '../contract.ts';
import { sales } from '../tables.ts';

// Of two hosts that find a gate lost, one begins the next epoch; the other learns which one counts.
export const beginEpoch = command(sale.beginEpoch, {
  loads: ({ saleId }) => [sales.key(saleId)],
  decide: (rows, { saleId, epoch }) => {
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return refuse('unknown', { saleId });
    if (known.epoch !== epoch) return refuse('stale', { epoch: known.epoch });
    return accept({ epoch: epoch + 1 }, sales.put({ ...known, epoch: epoch + 1 }));
  },
});
