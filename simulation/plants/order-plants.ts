import { outboxTable } from '../../platform/messaging/outbox.ts';
import type { Store, Write } from '../../platform/store/store.ts';
import { isEvent, withCalls, withDecision } from './altered.ts';
import type { Plant } from './plant.ts';

// Bugs about orders, money and the answers that clients get.

/** Statements that take a millisecond each. */
const READS_BETWEEN = 30;

export const ORDER_PLANTS: readonly Plant[] = [
  { name: 'idempotency outside the transaction', server: { blindSchemas: ['gateway'] } },
  {
    name: 'orders are checked in one transaction and written in another',
    server: { blindSchemas: ['ordering'] },
    store: (schema, store) => (schema === 'ordering' ? checkedFirst(store) : store),
  },
  {
    name: 'charged, but no order',
    module: (module) =>
      withDecision(module, 'placeOrder', (decide, rows, request, facts) => {
        const decision = decide(rows, request, facts);
        return { ...decision, effects: decision.effects.filter(isEvent) };
      }),
  },
  {
    name: 'float money',
    doors: (doors) =>
      withCalls(doors, ['authorise'], (carry, request) =>
        // As a float in pounds and back: 19.99 becomes 1998.
        carry({ ...request, amountMinor: Math.floor((Number(request.amountMinor) / 100) * 100) }),
      ),
  },
  {
    name: 'a refund without an id of its own',
    doors: (doors) => {
      let attempts = 0;
      return withCalls(doors, ['refund'], (carry, request) => {
        attempts += 1;
        return carry({
          ...request,
          refundId: `${String(request.refundId).slice(0, -6)}${String(attempts).padStart(6, '0')}`,
        });
      });
    },
  },
  {
    name: 'an order is acknowledged before it is durable',
    checkout: (checkout) => ({
      ended: checkout.ended.bind(checkout),
      begin: async (request, context) => {
        // Whether it succeeds is nobody's business.
        void checkout.begin(request, context).catch(() => undefined);
        return { orderId: request.orderId, sagaId: request.orderId, placedAtMs: 0 };
      },
    }),
  },
  {
    name: 'a time-out for an order that commits, and another order for the next call',
    idempotency: (idempotency) => {
      const abandoned = new Map<string, number>();
      const renamed = <O extends { readonly key: string }>(operation: O): O => ({
        ...operation,
        key: `${operation.key} ${abandoned.get(operation.key) ?? 0}`,
      });
      return {
        claim: (operation) => idempotency.claim(renamed(operation)),
        complete: (operation, answer) => idempotency.complete(renamed(operation), answer),
        abandon: async (operation) => {
          await idempotency.abandon(renamed(operation));
          abandoned.set(operation.key, (abandoned.get(operation.key) ?? 0) + 1);
        },
      };
    },
  },
  {
    name: 'a batch leaves its early waiters unanswered',
    local: (doors) => {
      let waiting = 0;
      return withCalls(doors, ['placeOrder'], async (carry) => {
        waiting += 1;
        const isEarly = waiting === 1;
        const reply = await carry();
        const wereSeveral = waiting > 1;
        waiting -= 1;
        return isEarly && wereSeveral ? new Promise(() => undefined) : reply;
      });
    },
  },
];

/** Reads and decides some time before it writes what it has decided. */
function checkedFirst(store: Store): Store {
  return {
    transact: async (work) => {
      const writes: Write[] = [];
      const result = await store.transact((transaction) =>
        work({ ...transaction, write: (more) => writes.push(...more) }),
      );
      if (writes.length === 0) return result;
      return store.transact(async (transaction) => {
        for (let read = 0; read < READS_BETWEEN; read++) await transaction.head(outboxTable);
        transaction.write(writes);
        return result;
      });
    },
  };
}
