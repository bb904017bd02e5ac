import { sqlQuery } from '../../../platform/rpc/module.ts';
import { ordering } from '../contract.ts';
import { orderPage } from './order-page.ts';

/** Orders that are looked through for a status in one call: there is no index for it, which would cost every order. */
const LOOKED_THROUGH = 20_000;

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
    lookThrough: LOOKED_THROUGH,
  }),
);
