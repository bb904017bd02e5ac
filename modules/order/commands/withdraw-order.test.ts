import { describe, expect, it } from 'vitest';
import { payloadsOf, scenarios } from '../../../platform/testing/scenario.ts';
import { ordering } from '../contract.ts';
import { orderModule } from '../module.ts';
import { orders } from '../tables.ts';
import { confirm, finish, ORDER, place, requestCancellation, withdraw } from '../testing/orders.ts';

const given = scenarios(orderModule());

describe('withdrawing an order', () => {
  it('cancels it for the reason that its checkout failed', async () => {
    const { events, store } = await given(place)
      .when(withdraw('out_of_stock'))
      .then({ kind: 'withdrawn', orderId: ORDER });
    expect(payloadsOf(events, ordering.OrderCancelled)).toEqual([{ orderId: ORDER, reason: 'out_of_stock' }]);
    expect(store.rows(orders)).toMatchObject([{ row: { status: 'CANCELLED', reason: 'out_of_stock' }, version: 2 }]);
  });

  it('gives the reason of whoever asked for the cancellation before', async () => {
    const { events } = await given(place, requestCancellation('cancelled_by_customer'))
      .when(withdraw('expired'))
      .then({ kind: 'withdrawn' });
    expect(payloadsOf(events, ordering.OrderCancelled)).toEqual([{ orderId: ORDER, reason: 'cancelled_by_customer' }]);
  });

  it('changes nothing the second time', async () => {
    const { events, store } = await given(place, withdraw('out_of_stock'))
      .when(withdraw('expired'))
      .then({ kind: 'withdrawn' });
    expect(events).toEqual([]);
    expect(store.rows(orders)).toMatchObject([{ row: { reason: 'out_of_stock' }, version: 2 }]);
  });

  it('leaves a tombstone, once, for an order that has not arrived', async () => {
    const { events, store } = await given(withdraw('expired'))
      .when(withdraw('expired'))
      .then({ kind: 'withdrawn', orderId: ORDER });
    expect(events).toEqual([]);
    expect(store.rows(orders)).toMatchObject([
      { row: { orderId: ORDER, status: 'WITHDRAWN', reason: 'expired', timeline: [] }, version: 1 },
    ]);
  });

  it.each([
    ['confirming', confirm, { kind: 'notPending', orderId: ORDER, status: '' }],
    ['requesting a cancellation of', requestCancellation('cancelled_by_staff'), { kind: 'notFound', orderId: ORDER }],
    ['finishing a cancellation of', finish, { kind: 'notFound', orderId: ORDER }],
  ])('leaves nothing to be found by %s it', async (_case, call, reply) => {
    const { events, store } = await given(withdraw('expired')).when<object>(call).then(reply);
    expect(events).toEqual([]);
    expect(store.rows(orders)).toMatchObject([{ row: { status: 'WITHDRAWN' }, version: 1 }]);
  });

  it('is refused once the order is confirmed', () =>
    given(place, confirm)
      .when(withdraw('expired'))
      .then({ kind: 'alreadyConfirmed', orderId: ORDER, status: 'CONFIRMED' }));

  it('has nothing to do for an order that was cancelled after it was confirmed', () =>
    given(place, confirm, requestCancellation('cancelled_by_staff'), finish)
      .when(withdraw('expired'))
      .then({ kind: 'withdrawn', orderId: ORDER }));

  it.each([
    ['placed', [place]],
    ['not here yet', []],
  ])('fails without a reason, for an order that is %s', (_case, before) =>
    expect(
      given(...before)
        .when(withdraw(''))
        .then({}),
    ).rejects.toThrow('without a reason'),
  );
});
