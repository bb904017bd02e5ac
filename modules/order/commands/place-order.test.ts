import { describe, expect, it } from 'vitest';
import { payloadsOf, scenarios, wait } from '../../../platform/testing/scenario.ts';
import { ordering } from '../contract.ts';
import { orderModule } from '../module.ts';
import { orders } from '../tables.ts';
import { confirm, ORDER, place, SAGA, START_MS, told, withdraw } from '../testing/orders.ts';

const given = scenarios(orderModule());

describe('placing an order', () => {
  it('makes it PENDING, and tells that it exists', async () => {
    const { events, store } = await given().when(place).then({ kind: 'placed', orderId: ORDER, placedAtMs: START_MS });
    expect(payloadsOf(events, ordering.OrderPlaced)).toEqual([
      { ...told, sagaId: SAGA, paymentMethod: 'card', storeCreditMinor: 0 },
    ]);
    expect(events.map(({ key }) => key)).toEqual([ORDER]);
    expect(store.rows(orders)).toMatchObject([{ row: { status: 'PENDING', sagaId: SAGA }, version: 1 }]);
  });

  it('answers a repeated request as it did the first time, however late', async () => {
    const { events } = await given(place, wait(5_000), confirm, wait(5_000))
      .when(place)
      .then({ kind: 'placed', placedAtMs: START_MS });
    expect(events).toEqual([]);
  });

  it('is refused when the order was withdrawn before it arrived', async () => {
    const { events, store } = await given(withdraw('expired')).when(place).then({ kind: 'withdrawn', orderId: ORDER });
    expect(events).toEqual([]);
    expect(store.rows(orders)).toMatchObject([{ row: { status: 'WITHDRAWN', lines: [] }, version: 1 }]);
  });

  it('fails for an id that is no UUID', () =>
    expect(
      given()
        .when(
          ordering.placeOrder({
            ...told,
            storeCreditMinor: 0,
            orderId: 'order-1',
            sagaId: SAGA,
            paymentMethod: 'card',
          }),
        )
        .then({}),
    ).rejects.toThrow('send a UUID'));
});
