import type { Store } from '../../platform/store/store.ts';
import { withTransaction } from './altered.ts';
import type { Plant } from './plant.ts';

// Bugs about messages.

export const MESSAGE_PLANTS: readonly Plant[] = [
  {
    name: 'no inbox',
    store: (schema, store) => (schema === 'process' ? withoutInbox(store) : store),
  },
  {
    name: 'the inbox is marked in a transaction before the effect',
    store: (schema, store) =>
      schema !== 'process'
        ? store
        : {
            transact: async (work) => {
              // First everything is done and only the marks are kept, then it is done again.
              const marks = await store.transact(async (transaction) => {
                let isMarking = false;
                await work({
                  ...transaction,
                  write: (writes) => {
                    const own = writes.filter(({ table }) => table.name === 'inbox');
                    isMarking ||= own.length > 0;
                    transaction.write(own);
                  },
                });
                return isMarking;
              });
              return store.transact((transaction) =>
                work({
                  ...transaction,
                  load: async (table, keys, options) =>
                    marks && table.name === 'inbox' ? new Map() : transaction.load(table, keys, options),
                  write: (writes) =>
                    transaction.write(marks ? writes.filter(({ table }) => table.name !== 'inbox') : writes),
                }),
              );
            },
          },
  },
  { name: 'an outbox that nothing relays', server: { noRelay: true } },
  { name: 'relays without a lock', server: { relayTakesNoTurn: true } },
  { name: 'events are published outside the transaction that they tell of', server: { publishesByItself: true } },
];

/** The store in which messages leave no mark. */
export function withoutInbox(store: Store): Store {
  return withTransaction(store, (transaction) => ({
    ...transaction,
    load: async (table, keys, options) => (table.name === 'inbox' ? new Map() : transaction.load(table, keys, options)),
    write: (writes) => transaction.write(writes.filter(({ table }) => table.name !== 'inbox')),
  }));
}
