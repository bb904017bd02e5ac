import { describe, expect, it } from 'vitest';
import { scenarios } from '../../../platform/testing/scenario.ts';
import { ordering } from '../contract.ts';
import { orderModule } from '../module.ts';
import { ORDER, place, requestCancellation, SAGA, START_MS, told, withdraw } from '../testing/orders.ts';

const given = scenarios(orderModule());
const OTHER_ORDER = '00000000-0000-7000-8000-000000000002';

describe('looking up orders', () => {
  it('answers those that exist, once each, and leaves out the others, ids of no order at all among them', async () => {
    const { reply } = await given(place, requestCancellation('cancelled_by_customer', 'for the shop'))
      .when(ordering.getOrders({ orderIds: [OTHER_ORDER, ORDER, 'no UUID', ORDER] }))
      .then({});
    expect(reply.orders).toEqual([
      {
        ...told,
        storeCreditMinor: 0,
        sagaId: SAGA,
        status: 'PENDING',
        reason: '',
        cancellationRequested: 'cancelled_by_customer',
        paymentMethod: 'card',
        timeline: [{ status: 'PENDING', atMs: START_MS }],
        version: 2,
      },
    ]);
  });

  it('leaves out those that were withdrawn before they arrived', async () => {
    const { reply } = await given(withdraw('expired'))
      .when(ordering.getOrders({ orderIds: [ORDER] }))
      .then({});
    expect(reply.orders).toEqual([]);
  });
});
