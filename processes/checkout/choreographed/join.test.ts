import { expect, it } from 'vitest';
import { toEnvelope } from '../../../platform/messaging/envelope.ts';
import type { Doors } from '../../../platform/rpc/doors.ts';
import { MemoryStore } from '../../../platform/store/memory-store.ts';
import type { Store } from '../../../platform/store/store.ts';
import { FakeClock } from '../../../platform/testing/fake-clock.ts';
import { overtakenStore } from '../../../platform/testing/overtaken-store.ts';
import type { CheckoutProcess } from './checkout-process.ts';
import { type CheckoutState, requested } from './checkout-state.ts';
import { CHECKOUT_SOURCE, EVENTS } from './events.ts';
import { joinSubscription } from './join.ts';
import { checkouts } from './tables.ts';

const ORDER_ID = '01930000-0000-7000-8000-000000000001';
/** One answer away from its end. */
const settling: CheckoutState = { ...requested([]), phase: 'settling', awaits: ['order'] };
const row = {
  orderId: ORDER_ID,
  status: settling.status,
  state: settling,
  traceId: '',
  sequence: 1,
  dueAt: null,
  createdAt: 0,
  endedAt: null,
};
const confirmed = toEnvelope(CHECKOUT_SOURCE, {
  id: '01930000-0000-7000-8000-000000000002',
  type: EVENTS['order.confirmed'].type,
  key: ORDER_ID,
  payload: {},
  atMs: 0,
});

it('an end is told by the one host that has seen it, also where another had begun to', async () => {
  const store = new MemoryStore();
  await store.transact(async (transaction) =>
    transaction.write([{ write: 'insert', table: checkouts, row, version: 1 }]),
  );
  const toldBy: string[] = [];
  const joinAt = (name: string, own: Store) => {
    const process: CheckoutProcess = {
      store: own,
      doors: {} as Doors,
      clock: new FakeClock(),
      record: () => false,
      recorded: () => undefined,
      deadlineMs: 60_000,
    };
    return joinSubscription(process, (ended) => toldBy.push(...ended.map(({ status }) => `${status} at ${name}`)));
  };
  const rival = joinAt('rival', store);
  await joinAt(
    'first',
    overtakenStore(store, () => rival.handle([confirmed])),
  ).handle([confirmed]);
  expect(toldBy).toEqual(['completed at rival']);
});
