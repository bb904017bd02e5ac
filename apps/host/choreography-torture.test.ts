import { describe, expect, it } from 'vitest';
import { present } from '../../platform/kernel/assert.ts';
import { inboxTable } from '../../platform/messaging/inbox.ts';
import { outboxTable } from '../../platform/messaging/outbox.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Store, Transaction, Write } from '../../platform/store/store.ts';
import { checkout } from '../../processes/checkout/checkout.saga.ts';
import { checkouts } from '../../processes/checkout/choreographed/tables.ts';
import type { Broken } from './testing/choreography-rig.ts';
import { CHOREOGRAPHY_TORTURES } from './testing/choreography-torture.ts';
import { SAGA_WORLDS } from './testing/saga-worlds.ts';

// The choreographed checkout in the worlds of the orchestrated one, with the same judgement at the end. Each torture is
// shown to catch the bug that it is for.

const WORLDS = SAGA_WORLDS.filter(({ definition }) => definition === checkout);

describe.each(WORLDS)('the choreographed checkout $variant under torture', (subject) => {
  it.each(Object.entries(CHOREOGRAPHY_TORTURES))('%s', async (_name, torture) => {
    expect(await torture(subject)).toEqual([]);
  });
});

/** A store around the real one, in which each transaction is something else. */
function transacting(change: (transaction: Transaction, inner: Store) => Transaction): NonNullable<Broken['store']> {
  return (inner) => ({ transact: (work) => inner.transact((transaction) => work(change(transaction, inner))) });
}

const withoutInbox = transacting((transaction) => ({
  ...transaction,
  write: (writes) => transaction.write(writes.filter(({ table }) => table.name !== inboxTable.name)),
}));

const withoutDeadlines = transacting((transaction) => ({
  ...transaction,
  find: async (table, filters, options) =>
    table.name === checkouts.name && filters.some(({ column }) => column === 'dueAt')
      ? []
      : transaction.find(table, filters, options),
}));

/** Events are told in a transaction of their own, once the change that they tell of has been committed. */
const toldAfterwards: NonNullable<Broken['store']> = (inner) => ({
  transact: async (work) => {
    const told: Write[] = [];
    const result = await inner.transact((transaction) =>
      work({
        ...transaction,
        write: (writes) => {
          told.push(...writes.filter(({ table }) => table.name === outboxTable.name));
          transaction.write(writes.filter(({ table }) => table.name !== outboxTable.name));
        },
      }),
    );
    if (told.length > 0) await inner.transact(async (transaction) => transaction.write(told));
    return result;
  },
});

/** Undos of what has not been done are accepted and forgotten. */
const withoutTombstones = (inner: Doors): Doors => {
  const done = new Set<string>();
  const doneBy: Readonly<Record<string, string>> = {
    releaseStock: 'reserveStock',
    releaseCoupon: 'redeemCoupon',
    returnCredit: 'takeCredit',
    void: 'authorise',
  };
  return {
    call: async (call, context) => {
      const { localName, accepted } = call.method;
      const forward = doneBy[localName];
      if (forward !== undefined && !done.has(forward)) return { kind: accepted } as never;
      done.add(localName);
      return inner.call(call, context);
    },
  };
};

describe('the tortures of the choreographed checkout notice', () => {
  const planted: readonly [string, string, Broken, RegExp][] = [
    ['a context without tombstones', 'each call after its undo', { doors: withoutTombstones }, /reserveStock.*leaves/],
    ['a consumer without an inbox', 'everything again after the end', { store: withoutInbox }, /was told again/],
    ['two consumers without an inbox', 'two hosts at once', { store: withoutInbox }, /was told twice/],
    ['an event outside its transaction', 'a crash at each commit', { store: toldAfterwards }, /ends compensated/],
    ['a deadline that nobody keeps', 'each event lost', { store: withoutDeadlines }, /it never ends/],
    ['a nudge that nobody gives', 'each event lost three times', { store: withoutDeadlines }, /it never ends/],
  ];

  it.each(planted)('%s', async (_bug, name, broken, fault) => {
    const torture = present(CHOREOGRAPHY_TORTURES[name], `torture "${name}"`);
    const subject = present(
      WORLDS.find(({ variant }) => variant === 'with store credit for a part'),
      'world',
    );
    expect((await torture(subject, broken)).join('\n')).toMatch(fault);
  });
});
