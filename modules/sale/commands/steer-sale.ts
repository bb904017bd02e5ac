import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { sale } from '../contract.ts';
import { after, isAction } from '../domain/sale.ts';
import { sales } from '../tables.ts';

export const steerSale = command(sale.steerSale, {
  loads: ({ saleId }) => [sales.key(saleId)],
  decide: (rows, { saleId, action, who, why }) => {
    assert(isAction(action), `a sale is opened, paused, drained, closed or finished; it cannot be "${action}"`);
    const known = rows.get(sales.key(saleId));
    if (known === undefined) return refuse('unknown', { saleId });
    const state = after(known.state, action);
    if (state === undefined) return refuse('notPossible', { state: known.state });
    if (state === known.state) return accept({ saleId, state });
    return accept(
      { saleId, state },
      sales.put({ ...known, state }),
      event(sale.SaleStateChanged, saleId, { saleId, state, who, why }),
    );
  },
});
