import type { Projections } from '../../platform/projections/projections.ts';
import type { Filter } from '../../platform/store/store.ts';
import type { OrderList } from './door.ts';
import { orderView } from './order-view.ts';
import { orders } from './tables.ts';

/** A list is worth waiting for this long; then the order module answers it. */
const CATCH_UP_MS = 500;

export function orderList(projections: Projections): OrderList {
  return {
    page: async ({ customerId, status, before, limit }) => {
      if (!(await projections.caughtUp(orderView.name, CATCH_UP_MS))) return undefined;
      const filters: Filter[] = [
        status === '' ? { column: 'status', operator: 'not in', value: [''] } : is('status', status),
        ...(customerId === '' ? [] : [is('customerId', customerId)]),
        ...(before === '' ? [] : [{ column: 'orderId', operator: '<' as const, value: before }]),
      ];
      const options = { limit: limit + 1, descending: true };
      const found = await projections.find(orderView.name, orders, filters, options);
      return found && { orders: found.slice(0, limit).map(({ row }) => row), more: found.length > limit };
    },
  };
}

function is(column: string, value: string): Filter {
  return { column, operator: '=', value };
}
