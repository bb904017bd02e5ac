import type { Projections } from '../../platform/projections/projections.ts';
import type { Filter } from '../../platform/store/store.ts';
import { orderView } from './order-view.ts';
import { type OrderRow, orders } from './tables.ts';

/** What the view shows, from the oldest order on, as it is at the moment; nothing while it has not been built. */
export function shownOrders(projections: Projections) {
  return async (afterOrderId: string, limit: number): Promise<{ items: OrderRow[]; more: boolean }> => {
    const filters: Filter[] = [{ column: 'status', operator: 'not in', value: [''] }];
    if (afterOrderId !== '') filters.push({ column: 'orderId', operator: '>', value: afterOrderId });
    const found = (await projections.find(orderView.name, orders, filters, { limit: limit + 1 })) ?? [];
    return { items: found.slice(0, limit).map(({ row }) => row), more: found.length > limit };
  };
}
