import { accept, type Command, command, event, refuse } from '../../../platform/batching/command.ts';
import { customer } from '../contract.ts';
import { customers } from '../tables.ts';

export interface Registration {
  /** Whether somebody who is not known yet becomes a customer by ordering. */
  readonly openRegistration: boolean;
}

/** On the way of every order: a customer who is known is only read. */
export function admitCustomer({ openRegistration }: Registration): Command {
  return command(customer.admitCustomer, {
    loads: ({ customerId }) => [customers.key(customerId)],
    decide: (rows, { customerId }) => {
      const known = rows.get(customers.key(customerId));
      if (known?.active === true) return accept({ customerId });
      if (known !== undefined) return refuse('inactive', { customerId });
      if (!openRegistration) return refuse('unknown', { customerId });

      return accept(
        { customerId },
        customers.put({ customerId, active: true }),
        event(customer.CustomerCreated, customerId, { customerId }),
      );
    },
  });
}
