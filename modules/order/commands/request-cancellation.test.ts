import { describe, expect, it } from 'vitest';
import { payloadsOf, scenarios } from '../../../platform/testing/scenario.ts';
import { ordering } from '../contract.ts';
import { ORDER_STATUSES, stageOf } from '../domain/order-status.ts';
import { orderModule } from '../module.ts';
import { orders } from '../tables.ts';
import { confirm, ORDER, place, requestCancellation, withdraw } from '../testing/orders.ts';

const given = scenarios(orderModule());
const byCustomer = requestCancellation('cancelled_by_customer', 'too big');

describe('requesting a cancellation', () => {
  it('begins to undo a confirmed order', async () => {
    const { events, store } = await given(place, confirm)
      .when(byCustomer)
      .then({ kind: 'requested', orderId: ORDER, status: 'CONFIRMED' });
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
    expect(store.rows(orders)).toMatchObject([
      { row: { status: 'CONFIRMED', cancellationRequested: 'cancelled_by_customer', note: 'too big' }, version: 3 },
    ]);
  });

  it('begins nothing while the checkout runs, which ends or confirms the order itself', async () => {
    const { events, store } = await given(place)
      .when(byCustomer)
      .then({ kind: 'requested', orderId: ORDER, status: 'PENDING' });
    expect(events.map(({ emit }) => emit)).toEqual([ordering.OrderCancellationNoted]);
    expect(store.rows(orders)).toMatchObject([{ row: { cancellationRequested: 'cancelled_by_customer' }, version: 2 }]);
  });

  it.each([
    ['a confirmed order', [place, confirm, byCustomer], 'CONFIRMED'],
    ['an order in its checkout', [place, byCustomer], 'PENDING'],
    ['an order that has been confirmed since', [place, byCustomer, confirm], 'CONFIRMED'],
  ])('is told once for %s, and keeps its first reason', async (_case, before, status) => {
    const { events, store } = await given(...before)
      .when(requestCancellation('cancelled_by_staff'))
      .then({ kind: 'requested', orderId: ORDER, status });
    expect(events).toEqual([]);
    expect(store.rows(orders)).toMatchObject([{ row: { cancellationRequested: 'cancelled_by_customer' } }]);
  });

  it('is refused when the order is not as the caller saw it', async () => {
    const seen = (expectedVersion: number) =>
      ordering.requestCancellation({ orderId: ORDER, reason: 'cancelled_by_customer', note: '', expectedVersion });
    const { events } = await given(place, confirm)
      .when(seen(1))
      .then({ kind: 'versionChanged', orderId: ORDER, version: 2 });
    expect(events).toEqual([]);
    await given(place, confirm).when(seen(2)).then({ kind: 'requested', orderId: ORDER, status: 'CONFIRMED' });
  });

  it('has nothing to do for an order that is cancelled', async () => {
    const { events } = await given(place, withdraw('out_of_stock'))
      .when(byCustomer)
      .then({ kind: 'requested', orderId: ORDER, status: 'CANCELLED' });
    expect(events).toEqual([]);
  });

  it('comes too late once goods have left or the order is over', () => {
    // No command leads there yet, so the rule is held against the table that the command asks.
    expect(ORDER_STATUSES.filter((status) => stageOf(status) === 'too_late')).toEqual([
      'PARTIALLY_SHIPPED',
      'SHIPPED',
      'DELIVERED',
      'COMPLETED',
      'REFUNDED',
    ]);
  });

  it.each([ORDER, 'no UUID'])('is refused for an order that the shop does not know: %s', async (orderId) => {
    await given()
      .when(ordering.requestCancellation({ orderId, reason: 'cancelled_by_staff', note: '' }))
      .then({ kind: 'notFound', orderId });
  });

  it('fails without a reason', () =>
    expect(given(place).when(requestCancellation('')).then({})).rejects.toThrow('needs a reason'));
});
