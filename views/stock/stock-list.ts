import type { Projections } from '../../platform/projections/projections.ts';
import type { Filter } from '../../platform/store/store.ts';
import type { SkuStock, StockList } from './door.ts';
import { stockView } from './stock-view.ts';
import { stock } from './tables.ts';

/** A list is worth waiting for this long. */
const CATCH_UP_MS = 2_000;
/** Rows read for a page: SKUs in many warehouses make it shorter. One SKU in as many would be shown without the rest. */
const MOST_ROWS = 5_000;

export function stockList(projections: Projections): StockList {
  return {
    page: async ({ prefix, after, limit }) => {
      if (!(await projections.caughtUp(stockView.name, CATCH_UP_MS))) return undefined;
      const filters = filtersOf(prefix, after);
      const found = await projections.find(stockView.name, stock, filters, { limit: MOST_ROWS });
      if (found === undefined) return undefined;
      const skus: SkuStock[] = [];
      for (const { row } of found) {
        const last = skus.at(-1);
        if (last?.sku === row.sku) skus[skus.length - 1] = { sku: row.sku, warehouses: [...last.warehouses, row] };
        else skus.push({ sku: row.sku, warehouses: [row] });
      }
      // The last SKU may go on where the reading ended.
      const isCut = found.length === MOST_ROWS;
      const whole = isCut && skus.length > 1 ? skus.slice(0, -1) : skus;
      return { skus: whole.slice(0, limit), more: isCut || whole.length > limit };
    },
  };
}

/** Comes after every SKU that begins so: no other character is greater. */
const LAST = '\u{10ffff}';

function filtersOf(prefix: string, after: string): Filter[] {
  const begins: Filter[] = [
    { column: 'sku', operator: '>=', value: prefix },
    { column: 'sku', operator: '<', value: `${prefix}${LAST}` },
  ];
  const later: Filter = { column: 'sku', operator: '>', value: after };
  return [...(prefix === '' ? [] : begins), ...(after === '' ? [] : [later])];
}
