import type { Projections } from '../../platform/projections/projections.ts';
import type { ShownViews } from '../../views/audit/shown-views.ts';
import { shownOrders } from '../../views/orders/shown-orders.ts';
import { stockList } from '../../views/stock/stock-list.ts';

/** An audit may wait this long for a view. */
const CATCH_UP_MS = 5_000;

/** The views as an audit holds them against the modules. */
export function shownViews(projections: Projections): ShownViews {
  const stock = stockList(projections);
  return {
    caughtUp: (view) => projections.caughtUp(view, CATCH_UP_MS),
    orders: shownOrders(projections),
    stock: async (after, limit) => {
      const page = await stock.page({ prefix: '', after, limit });
      return { items: page?.skus ?? [], more: page?.more ?? false };
    },
  };
}
