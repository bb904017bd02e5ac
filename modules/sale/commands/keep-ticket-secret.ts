import { accept, command } from '../../../platform/batching/command.ts';
import { sale } from '../contract.ts';
import { ticketSecrets } from '../tables.ts';

/** The one row. */
const NAME = 'tickets';

// Every host offers one at its start; the first is everybody's, so that a ticket is good at all of them and after restarts.
export const keepTicketSecret = command(sale.keepTicketSecret, {
  loads: () => [ticketSecrets.key(NAME)],
  decide: (rows, { secret }) => {
    const kept = rows.get(ticketSecrets.key(NAME));
    if (kept !== undefined) return accept({ secret: kept.secret });
    return accept({ secret }, ticketSecrets.put({ name: NAME, secret }));
  },
});
