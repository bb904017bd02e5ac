import { describe, expect, it } from 'vitest';
import { payloadsOf, scenarios, wait } from '../../../platform/testing/scenario.ts';
import { ordering } from '../contract.ts';
import { orderModule } from '../module.ts';
import { orders } from '../tables.ts';
import { confirm, finish, ORDER, place, requestCancellation, START_MS, told, withdraw } from '../testing/orders.ts';

const given = scenarios(orderModule());

describe('confirming an order', () => {
  it('goes through RESERVED and PAID to CONFIRMED in one decision', async () => {
    const { events, store } = await given(place, wait(30))
      .when(confirm)
      .then({ kind: 'confirmed', orderId: ORDER, placedAtMs: START_MS });
    const timeline = [
      { status: 'PENDING', atMs: START_MS },
      { status: 'RESERVED', atMs: START_MS + 10 },
      { status: 'PAID', atMs: START_MS + 20 },
      { status: 'CONFIRMED', atMs: START_MS + 30 },
    ];
    const changes = timeline.slice(1);
    expect(payloadsOf(events, ordering.OrderConfirmed)).toEqual([{ ...told, changes }]);
    expect(store.rows(orders)).toMatchObject([{ row: { status: 'CONFIRMED', timeline }, version: 2 }]);
  });

  it.each([
    ['while it is confirmed', [place, confirm]],
    ['after it was cancelled since', [place, confirm, requestCancellation('cancelled_by_staff'), finish]],
  ])('answers a repeated request as it did the first time, %s', async (_case, before) => {
    const { events } = await given(...before)
      .when(confirm)
      .then({ kind: 'confirmed', orderId: ORDER, placedAtMs: START_MS });
    expect(events).toEqual([]);
  });

  it('tells of a cancellation that was requested during the checkout', async () => {
    const { events } = await given(place, requestCancellation('cancelled_by_customer'))
      .when(confirm)
      .then({ kind: 'confirmed' });
    expect(events.map(({ emit }) => emit.type)).toEqual([
      'ordering.v1.OrderConfirmed',
      'ordering.v1.OrderCancellationRequested',
    ]);
    expect(payloadsOf(events, ordering.OrderCancellationRequested)).toEqual([
      {
        orderId: ORDER,
        reason: 'cancelled_by_customer',
        currency: 'GBP',
        totalMinor: 1000,
        coupon: 'TEN',
        storeCreditMinor: 0,
      },
    ]);
  });

  it('is refused once the order was withdrawn', () =>
    given(place, withdraw('payment_declined'))
      .when(confirm)
      .then({ kind: 'notPending', orderId: ORDER, status: 'CANCELLED' }));

  it.each([ORDER, 'no UUID'])('is refused for an order that the shop does not know: %s', async (orderId) => {
    await given()
      .when(ordering.confirmOrder({ orderId, reservedAtMs: 0, paidAtMs: 0 }))
      .then({ kind: 'notPending', orderId, status: '' });
  });
});
