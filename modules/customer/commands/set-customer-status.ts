import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { customer } from '../contract.ts';
import { customers } from '../tables.ts';

export const setCustomerStatus = command(customer.setCustomerStatus, {
  loads: ({ customerId }) => [customers.key(customerId)],
  decide: (rows, { customerId, active, expectedVersion }) => {
    const key = customers.key(customerId);
    const known = rows.get(key);
    const version = rows.version(key);
    if (expectedVersion !== undefined && expectedVersion !== version) {
      return refuse('versionChanged', { customerId, version });
    }
    if (known?.active === active) return accept({ customerId, active, version });

    const created = event(customer.CustomerCreated, customerId, { customerId });
    const changed = event(customer.CustomerStatusChanged, customerId, { customerId, active });
    // A customer begins active, so that creating one who is has nothing else to tell.
    const begins = active ? [created] : [created, changed];
    return accept(
      { customerId, active, version: version + 1 },
      customers.put({ customerId, active }),
      ...(known === undefined ? begins : [changed]),
    );
  },
});
