import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { customer } from '../contract.ts';
import { customerModule } from '../module.ts';

const given = scenarios(customerModule());
const setActive = (active: boolean) => customer.setCustomerStatus({ customerId: 'ann', active });

describe('setting the status of a customer', () => {
  it.each([
    ['creates one who may order', [], true, 1, ['CustomerCreated']],
    ['creates one who may not', [], false, 1, ['CustomerCreated', 'CustomerStatusChanged']],
    ['stops one', [setActive(true)], false, 2, ['CustomerStatusChanged']],
    ['lets one back', [setActive(false)], true, 2, ['CustomerStatusChanged']],
    ['changes nothing when it is so already', [setActive(false)], false, 1, []],
  ])('%s', async (_case, before, active, version, told) => {
    const { events } = await given(...before)
      .when(setActive(active))
      .then({ kind: 'changed', customerId: 'ann', active, version });
    expect(events.map(({ emit }) => emit.type)).toEqual(told.map((name) => `customer.v1.${name}`));
  });

  it.each([
    [
      'somebody else was faster',
      [setActive(true), setActive(false)],
      1,
      { kind: 'versionChanged', version: 2 } as const,
    ],
    ['nothing was there to be seen', [], 1, { kind: 'versionChanged', version: 0 } as const],
    ['it is as the caller saw it', [setActive(true)], 1, { kind: 'changed', version: 2 } as const],
    ['the caller saw that there is none', [], 0, { kind: 'changed', version: 1 } as const],
  ])('minds the version that the caller saw: %s', async (_case, before, expectedVersion, reply) => {
    const stop = customer.setCustomerStatus({ customerId: 'ann', active: false, expectedVersion });
    await given(...before)
      .when(stop)
      .then({ ...reply, customerId: 'ann' });
  });
});
