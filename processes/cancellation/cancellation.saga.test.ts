import { expect, it } from 'vitest';
import { payment } from '../../modules/payment/contract.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { SagaStatus } from '../../platform/saga/saga-view.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { hostOf, settle } from '../../platform/testing/hosts.ts';
import { type CancellationData, cancellation } from './cancellation.saga.ts';

const SAGA_ID = '01930000-0000-7000-8000-000000000002';
const data: CancellationData = { orderId: 'order-1', refundId: SAGA_ID, totalMinor: 500, coupon: 'ONCE' };

// Somebody gave a part of the money back in the provider's own dashboard. The customer has been told that the order is
// being cancelled.
it.each(['exceedsCaptured', 'notRefundable'])(
  'a cancellation whose refund is refused (%s) waits for a person',
  async (kind) => {
    const sent: string[] = [];
    const ends: SagaStatus[] = [];
    let isMended = false;
    const doors = {
      call: async ({ method }: Call) => {
        sent.push(method.localName);
        return { kind: method.path === payment.refund.path && !isMended ? kind : method.accepted };
      },
    } as Doors;
    const { engine } = hostOf(new MemoryStore(), doors, {
      definitions: [cancellation],
      onEnd: (_definition, status) => ends.push(status),
    });
    await engine.start();
    const saga = { sagaId: SAGA_ID, definition: cancellation.name, subjectId: data.orderId, data, traceId: '' };
    await engine.begin(saga).catch(() => undefined);
    await settle();
    expect([sent, ends]).toEqual([['refund'], ['parked']]);
    expect((await engine.view().list({ status: 'parked', limit: 1 })).sagas[0]?.steps[0]?.error).toBe(kind);

    isMended = true;
    const retry = { sagaId: SAGA_ID, who: 'eve', why: 'the provider lets us again' };
    expect(await engine.view().compensate(retry)).toBe('not_possible');
    expect(await engine.view().retry(retry)).toBe('done');
    await settle();
    expect(sent).toEqual(['refund', 'refund', 'returnStock', 'releaseCoupon', 'finishCancellation']);
    expect(ends).toEqual(['parked', 'completed']);
  },
);
