import { keyedQuery } from '../../../platform/rpc/module.ts';
import { customer } from '../contract.ts';
import { customers } from '../tables.ts';

export const getCustomers = keyedQuery(customer.getCustomers, {
  loads: ({ customerIds }) => customerIds.map((customerId) => customers.key(customerId)),
  answer: (rows, { customerIds }) => ({
    customers: [...new Set(customerIds)].flatMap((customerId) => {
      const key = customers.key(customerId);
      const known = rows.get(key);
      return known === undefined ? [] : [{ ...known, version: rows.version(key) }];
    }),
  }),
});
