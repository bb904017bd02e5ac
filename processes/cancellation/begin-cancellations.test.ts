import { expect, it } from 'vitest';
import { ordering } from '../../modules/order/contract.ts';
import { toEnvelope } from '../../platform/messaging/envelope.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { hostOf, settle } from '../../platform/testing/hosts.ts';
import { overtakenStore } from '../../platform/testing/overtaken-store.ts';
import { beginCancellations } from './begin-cancellations.ts';
import { cancellation } from './cancellation.saga.ts';

const ORDER_ID = '01930000-0000-7000-8000-000000000001';
const requested = toEnvelope('ordering.v1', {
  id: '01930000-0000-7000-8000-000000000002',
  type: ordering.OrderCancellationRequested.type,
  key: ORDER_ID,
  payload: { orderId: ORDER_ID, totalMinor: 500, coupon: '', storeCreditMinor: 0 },
  atMs: 0,
});

it('a cancellation that another host was first to begin is run there and not here', async () => {
  const store = new MemoryStore();
  const sentBy: string[] = [];
  const hostNamed = async (name: string) => {
    const doors = {
      call: () => {
        sentBy.push(name);
        return new Promise(() => undefined);
      },
    } as Doors;
    const host = hostOf(store, doors, { definitions: [cancellation] });
    await host.engine.start();
    return host;
  };
  const [first, rival] = [await hostNamed('first'), await hostNamed('rival')];
  const atRival = beginCancellations(store, rival.engine, rival.clock);
  const overtaken = overtakenStore(store, () => atRival.handle([requested]));
  await beginCancellations(overtaken, first.engine, first.clock).handle([requested]);
  await settle();
  expect(sentBy).toEqual(['rival']);
});
