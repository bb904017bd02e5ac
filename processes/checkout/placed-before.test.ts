import { describe, expect, it } from 'vitest';
import type { Doors } from '../../platform/rpc/doors.ts';
import type { Sagas, SagaView } from '../../platform/saga/saga-view.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { OrderWithdrawn } from './door.ts';
import { placedBefore } from './placed-before.ts';

const ORDER_ID = '00000000-0000-7000-8000-000000000001';
const ORDER = {
  orderId: ORDER_ID,
  sagaId: ORDER_ID,
  customerId: 'cust-1',
  currency: 'GBP',
  totalMinor: 900,
  coupon: 'TENTH',
  discountMinor: 100,
  lines: [{ productId: 'mug', sku: 'MUG', name: 'Mug', quantity: 1, unitPriceMinor: 1_000, stocked: true }],
  timeline: [{ status: 'PENDING', atMs: 7 }],
};

/** A checkout that was begun before, with the order in its module or without. */
function begunBefore(status: SagaView['status'], orders: readonly unknown[]) {
  const clock = new FakeClock();
  const sagas: Pick<Sagas, 'get'> = { get: async () => ({ status }) as SagaView };
  const doors: Doors = { call: async <_Request, Reply>() => ({ orders }) as Reply };
  return { clock, parts: { sagas: sagas as Sagas, doors, clock } };
}

describe('a checkout that was begun before', () => {
  it('answers what was placed, whatever the repeated request says', async () => {
    const { parts } = begunBefore('in_progress', [ORDER]);
    const { placedAtMs, placedBefore: placed } = await placedBefore(parts, ORDER_ID);
    expect(placedAtMs).toBe(7);
    expect(placed).toMatchObject({
      totalMinor: 900,
      coupon: { code: 'TENTH', discountMinor: 100 },
      lines: ORDER.lines,
    });
  });

  it('says at once that an order was withdrawn before it was placed', async () => {
    const { parts } = begunBefore('compensated', []);
    await expect(placedBefore(parts, ORDER_ID)).rejects.toBeInstanceOf(OrderWithdrawn);
  });

  it('does not call an order withdrawn whose checkout still runs', async () => {
    const { parts, clock } = begunBefore('in_progress', []);
    const answer = expect(placedBefore(parts, ORDER_ID)).rejects.toThrow('has not been placed yet');
    for (let turn = 0; turn < 200; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      clock.advance(50);
    }
    await answer;
  });
});
