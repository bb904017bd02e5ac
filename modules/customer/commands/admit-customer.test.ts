import { describe, expect, it } from 'vitest';
import { payloadsOf, scenarios } from '../../../platform/testing/scenario.ts';
import { customer } from '../contract.ts';
import { customerModule } from '../module.ts';
import { customers } from '../tables.ts';

const given = scenarios(customerModule());
const givenClosed = scenarios(customerModule({ openRegistration: false }));
const admit = customer.admitCustomer({ customerId: 'ann' });
const setActive = (active: boolean) => customer.setCustomerStatus({ customerId: 'ann', active });

describe('admitting a customer', () => {
  it('creates one who is not known yet, where registration is open', async () => {
    const { events } = await given().when(admit).then({ kind: 'admitted', customerId: 'ann' });
    expect(payloadsOf(events, customer.CustomerCreated)).toEqual([{ customerId: 'ann' }]);
  });

  it('neither writes nor tells anything of one who is known', async () => {
    const { events, store } = await given(admit).when(admit).then({ kind: 'admitted' });
    expect(events).toEqual([]);
    expect(store.rows(customers)).toEqual([{ row: { customerId: 'ann', active: true }, version: 1 }]);
  });

  it('does not know a stranger where registration is closed', async () => {
    const { store } = await givenClosed().when(admit).then({ kind: 'unknown', customerId: 'ann' });
    expect(store.rows(customers)).toEqual([]);
  });

  it('admits one who was registered, where registration is closed', () =>
    givenClosed(setActive(true)).when(admit).then({ kind: 'admitted' }));

  it('refuses one who was stopped', () =>
    given(admit, setActive(false)).when(admit).then({ kind: 'inactive', customerId: 'ann' }));

  it('admits one who was let back', () =>
    given(setActive(false), setActive(true)).when(admit).then({ kind: 'admitted' }));
});
