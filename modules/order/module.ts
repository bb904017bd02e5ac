import type { Module } from '../../platform/rpc/module.ts';
import { confirmOrder } from './commands/confirm-order.ts';
import { finishCancellation } from './commands/finish-cancellation.ts';
import { placeOrder } from './commands/place-order.ts';
import { requestCancellation } from './commands/request-cancellation.ts';
import { withdrawOrder } from './commands/withdraw-order.ts';
import { ordering } from './contract.ts';
import { auditOrders } from './queries/audit-orders.ts';
import { getOrders } from './queries/get-orders.ts';
import { listOrders } from './queries/list-orders.ts';
import { orders } from './tables.ts';

/** Orders. Called "ordering" wherever it has a name, because SQL keeps "order" for itself. */
export function orderModule(): Module {
  return {
    name: 'ordering',
    contract: ordering,
    tables: [orders],
    commands: [placeOrder, confirmOrder, withdrawOrder, requestCancellation, finishCancellation],
    keyedQueries: [getOrders],
    sqlQueries: [listOrders, auditOrders],
  };
}
