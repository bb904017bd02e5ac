import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { sale } from '../contract.ts';
import { after, isAction, steered } from '../domain/sale.ts';
import { sales } from '../tables.ts';

// Requests come twice and late. A copy of what was done is answered, and what was sent before somebody else steered is
// refused: neither undoes what was decided since.
export const steerSale = command(sale.steerSale, {
  loads: ({ saleId }) => [sales.key(saleId)],
  decide: (rows, { saleId, action, who, why, steerings, steeringId }) => {
    assert(isAction(action), `a sale is opened, paused, drained, closed or finished; it cannot be "${action}"`);
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return refuse('unknown', { saleId });
    if (steeringId !== '' && known.steeredBy.includes(steeringId)) return accept({ saleId, state: known.state });
    if (steerings !== known.steerings) return refuse('stale', { state: known.state, steerings: known.steerings });
    const state = after(known.state, action);
    if (state === undefined) return refuse('notPossible', { state: known.state });
    const put = sales.put(steered(known, state, steeringId));
    if (state === known.state) return accept({ saleId, state }, put);
    return accept({ saleId, state }, put, event(sale.SaleStateChanged, saleId, { saleId, state, who, why }));
  },
});
