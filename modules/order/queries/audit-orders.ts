import { sqlReport } from '../../../platform/rpc/module.ts';
import { ordering } from '../contract.ts';
import { orderPage } from './order-page.ts';

/** The audit balances ids, quantities and amounts: names stay behind, which halves what travels. */
export const auditOrders = sqlReport(ordering.auditOrders, async (reader, { afterOrderId, limit }) => {
  const { orders, more } = await orderPage(reader, { equal: [], beside: afterOrderId, direction: 'ascending', limit });
  const nameless = orders.map((order) => ({ ...order, lines: order.lines.map((line) => ({ ...line, name: '' })) }));
  return { orders: nameless, more };
});
