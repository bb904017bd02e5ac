import { keyedQuery } from '../../../platform/rpc/module.ts';
import { ordering } from '../contract.ts';
import { findOrder, orderKeys, orders } from '../tables.ts';

export const getOrders = keyedQuery(ordering.getOrders, {
  loads: ({ orderIds }) => orderIds.flatMap(orderKeys),
  answer: (rows, { orderIds }) => ({
    orders: [...new Set(orderIds)].flatMap((orderId) => {
      const order = findOrder(rows, orderId);
      if (order === undefined) return [];
      // What a person wrote when they cancelled is for the shop's own eyes.
      const { note, ...shown } = order;
      return [{ ...shown, version: rows.version(orders.key(orderId)) }];
    }),
  }),
});
