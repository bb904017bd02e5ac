import { sqlQuery } from '../../../platform/rpc/module.ts';
import { ordering } from '../contract.ts';
import { orderPage } from './order-page.ts';

/** Newest first: order ids are time-ordered. */
export const listOrders = sqlQuery(ordering.listOrders, (reader, { customerId, status, before, limit }) =>
  orderPage(reader, {
    equal: [
      ...(customerId === '' ? [] : [['customer_id', customerId] as const]),
      ...(status === '' ? [] : [['status', status] as const]),
    ],
    beside: before,
    direction: 'descending',
    limit,
  }),
);
