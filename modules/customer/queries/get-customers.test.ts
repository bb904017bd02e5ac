import { describe, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { customer } from '../contract.ts';
import { customerModule } from '../module.ts';

const given = scenarios(customerModule());

describe('looking up customers', () => {
  it('answers those who are known, once each, and leaves out the others', () =>
    given(
      customer.admitCustomer({ customerId: 'ann' }),
      customer.setCustomerStatus({ customerId: 'ann', active: false }),
    )
      .when(customer.getCustomers({ customerIds: ['bob', 'ann', 'ann'] }))
      .then({ customers: [{ customerId: 'ann', active: false, version: 2 }] }));
});
