import type { Projections } from '../../platform/projections/projections.ts';
import type { Filter } from '../../platform/store/store.ts';
import type { OrderList } from './door.ts';
import { orderView } from './order-view.ts';
import { orders } from './tables.ts';

/** A list is worth waiting for this long; then the order module answers it. */
const CATCH_UP_MS = 500;

/** Orders that are looked through for a status at once. No index is kept for it: that would cost every order of a sale. */
const LOOKED_THROUGH = 20_000;

export function orderList(projections: Projections, lookedThrough = LOOKED_THROUGH): OrderList {
  const find = (filters: readonly Filter[], page: { readonly limit: number; readonly skip?: number }) =>
    projections.find(orderView.name, orders, filters, { ...page, descending: true });
  return {
    page: async ({ customerId, status, before, limit }) => {
      if (!(await projections.caughtUp(orderView.name, CATCH_UP_MS))) return undefined;
      const among: Filter[] = [
        { column: 'status', operator: 'not in', value: [''] },
        ...(customerId === '' ? [] : [is('customerId', customerId)]),
        ...(before === '' ? [] : [{ column: 'orderId', operator: '<' as const, value: before }]),
      ];
      const end = status === '' ? [] : await find(among, { skip: lookedThrough, limit: 1 });
      const lookedTo = end?.[0]?.row.orderId;
      const wanted: Filter[] = [
        ...among,
        ...(status === '' ? [] : [is('status', status)]),
        ...(lookedTo === undefined ? [] : [{ column: 'orderId', operator: '>=' as const, value: lookedTo }]),
      ];
      const found = await find(wanted, { limit: limit + 1 });
      if (end === undefined || found === undefined) return undefined;
      const isFull = found.length > limit;
      const page = { orders: found.slice(0, limit).map(({ row }) => row), more: isFull || lookedTo !== undefined };
      return isFull ? page : { ...page, lookedTo };
    },
  };
}

function is(column: string, value: string): Filter {
  return { column, operator: '=', value };
}
