import type { Module } from '../../platform/rpc/module.ts';
import { admitCustomer, type Registration } from './commands/admit-customer.ts';
import { setCustomerStatus } from './commands/set-customer-status.ts';
import { customer } from './contract.ts';
import { getCustomers } from './queries/get-customers.ts';
import { customers } from './tables.ts';

/** Customers: who may order. Registration is open unless it is closed here; a shop with accounts closes it. */
export function customerModule({ openRegistration = true }: Partial<Registration> = {}): Module {
  return {
    name: 'customer',
    contract: customer,
    tables: [customers],
    commands: [admitCustomer({ openRegistration }), setCustomerStatus],
    keyedQueries: [getCustomers],
    sqlQueries: [],
  };
}
