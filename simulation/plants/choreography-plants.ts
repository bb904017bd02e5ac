import type { Envelope } from '../../platform/messaging/envelope.ts';
import { EVENTS } from '../../processes/checkout/choreographed/events.ts';
import type { CheckoutRow } from '../../processes/checkout/choreographed/tables.ts';
import { CHECKOUT_SCHEMA } from '../host/choreography.ts';
import { withTransaction } from './altered.ts';
import { withoutInbox } from './message-plants.ts';
import type { Plant } from './plant.ts';
import { withoutTombstones } from './stock-plants.ts';

// Bugs about checkouts without a conductor.

const checkoutKind = 'choreographed';

export const CHOREOGRAPHY_PLANTS: readonly Plant[] = [
  {
    name: 'choreographed: a failure that overtakes its request leaves no tombstone',
    checkoutKind,
    module: withoutTombstones,
  },
  {
    name: 'choreographed: no inbox',
    checkoutKind,
    store: (schema, store) => (schema === CHECKOUT_SCHEMA ? withoutInbox(store) : store),
  },
  {
    name: 'choreographed: the join takes the first answer for all',
    checkoutKind,
    subscription: (subscription) =>
      subscription.consumer !== 'checkout-join'
        ? subscription
        : { ...subscription, handle: (envelopes) => subscription.handle(envelopes.flatMap(withTheOthers)) },
  },
  {
    name: 'choreographed: deadlines are in the memory of a host and lost in its crash',
    checkoutKind,
    store: (schema, store) => {
      if (schema !== CHECKOUT_SCHEMA) return store;
      const remembered = new Set<string>();
      return withTransaction(store, (transaction) => ({
        ...transaction,
        find: async (table, filters, options) => {
          const found = await transaction.find(table, filters, options);
          const isDue = filters.some(({ column }) => column === 'dueAt');
          return isDue ? found.filter(({ row }) => remembered.has((row as CheckoutRow).orderId)) : found;
        },
        write: (writes) => {
          for (const write of writes) {
            if (write.write === 'insert' && write.table.name === 'checkouts')
              remembered.add((write.row as CheckoutRow).orderId);
          }
          transaction.write(writes);
        },
      }));
    },
  },
];

/** The answer, and those of the two contexts that have not been heard yet. */
function withTheOthers(envelope: Envelope): Envelope[] {
  if (envelope.type !== EVENTS['inventory.reserved'].type) return [envelope];
  const forged = (name: 'order.placed' | 'pricing.validated', mark: string): Envelope => ({
    ...envelope,
    type: EVENTS[name].type,
    id: `${envelope.id.slice(0, -6)}${mark}`,
  });
  return [envelope, forged('order.placed', 'a00001'), forged('pricing.validated', 'a00002')];
}
