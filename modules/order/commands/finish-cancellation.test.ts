import { describe, expect, it } from 'vitest';
import { payloadsOf, scenarios } from '../../../platform/testing/scenario.ts';
import { ordering } from '../contract.ts';
import { orderModule } from '../module.ts';
import { orders } from '../tables.ts';
import { confirm, finish, ORDER, place, requestCancellation, withdraw } from '../testing/orders.ts';

const given = scenarios(orderModule());
const requested = [place, confirm, requestCancellation('cancelled_by_customer')];

describe('finishing a cancellation', () => {
  it('cancels the order for the reason that was given', async () => {
    const { events, store } = await given(...requested)
      .when(finish)
      .then({ kind: 'cancelled', orderId: ORDER });
    expect(payloadsOf(events, ordering.OrderCancelled)).toEqual([{ orderId: ORDER, reason: 'cancelled_by_customer' }]);
    expect(store.rows(orders)).toMatchObject([
      { row: { status: 'CANCELLED', reason: 'cancelled_by_customer', cancellationRequested: '' } },
    ]);
  });

  it.each([
    ['finished before', [...requested, finish]],
    ['withdrawn', [place, withdraw('out_of_stock')]],
  ])('has nothing to do for an order that was %s', async (_case, before) => {
    const { events } = await given(...before)
      .when(finish)
      .then({ kind: 'cancelled', orderId: ORDER });
    expect(events).toEqual([]);
  });

  it('is refused for an order that the shop does not know', () =>
    given().when(finish).then({ kind: 'notFound', orderId: ORDER }));

  it.each([
    ['nobody asked to cancel', [place, confirm]],
    ['is still in its checkout', [place, requestCancellation('cancelled_by_customer')]],
  ])('fails for an order that %s', async (_case, before) => {
    await expect(
      given(...before)
        .when(finish)
        .then({}),
    ).rejects.toThrow('no cancellation under way');
  });
});
