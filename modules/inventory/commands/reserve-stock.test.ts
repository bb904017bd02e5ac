import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { inventory } from '../contract.ts';
import { holds, shelves } from '../tables.ts';
import { confirm, given, HOLD_1, HOLD_2, receive, release, reserve, reserveFrom } from '../testing/steps.ts';

const north = (sku: string, quantity: number) => ({ sku, warehouse: 'north', quantity });
const south = (sku: string, quantity: number) => ({ sku, warehouse: 'south', quantity });

describe('reserving stock', () => {
  it('holds every line and tells of it', async () => {
    const { events, store } = await given(receive('MUG', 3), receive('TEAPOT', 2))
      .when(reserve(HOLD_1, ['MUG', 2], ['TEAPOT', 1]))
      .then({ kind: 'reserved', holdId: HOLD_1, allocations: [north('MUG', 2), north('TEAPOT', 1)] });

    expect(payloadsOf(events, inventory.StockReserved)).toEqual([
      { holdId: HOLD_1, allocations: [north('MUG', 2), north('TEAPOT', 1)], setAsideId: '' },
    ]);
    expect(events).toHaveLength(1);
    expect(store.rows(shelves).map(({ row }) => row.warehouses[0]?.reserved)).toEqual([2, 1]);
  });

  it('takes nothing when one line is short, and names every SKU that is', async () => {
    const { events, store } = await given(receive('MUG', 3), receive('TEAPOT', 1))
      .when(reserve(HOLD_1, ['MUG', 1], ['TEAPOT', 2], ['UNKNOWN', 1]))
      .then({ kind: 'short', skus: ['TEAPOT', 'UNKNOWN'] });

    expect(events).toEqual([]);
    expect(store.rows(holds)).toEqual([]);
    expect(store.rows(shelves).map(({ row }) => row.warehouses[0]?.reserved)).toEqual([0, 0]);
  });

  it('is short when others already hold it', () =>
    given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 2]))
      .when(reserve(HOLD_2, ['MUG', 2]))
      .then({ kind: 'short', skus: ['MUG'] }));

  it('counts several lines of one SKU together', async () => {
    await given(receive('MUG', 3))
      .when(reserve(HOLD_1, ['MUG', 2], ['MUG', 2]))
      .then({ kind: 'short', skus: ['MUG'] });
    await given(receive('MUG', 4))
      .when(reserve(HOLD_1, ['MUG', 2], ['MUG', 2]))
      .then({ kind: 'reserved', allocations: [north('MUG', 4)] });
  });

  it('answers a repeated request as it did the first time', async () => {
    const { events, store } = await given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 3]))
      .when(reserve(HOLD_1, ['MUG', 3]))
      .then({ kind: 'reserved', holdId: HOLD_1, allocations: [north('MUG', 3)] });

    expect(events).toEqual([]);
    expect(store.rows(shelves)[0]?.version).toBe(2);
  });

  it('answers a repeated request as the first time after the hold was confirmed', () =>
    given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 3]), confirm(HOLD_1))
      .when(reserve(HOLD_1, ['MUG', 3]))
      .then({ kind: 'reserved', allocations: [north('MUG', 3)] }));

  it('cannot revive a hold that was released', () =>
    given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 1]), release(HOLD_1))
      .when(reserve(HOLD_1, ['MUG', 1]))
      .then({ kind: 'released', holdId: HOLD_1 }));

  it('is refused when its release arrived before it', async () => {
    const { store } = await given(receive('MUG', 3), release(HOLD_1))
      .when(reserve(HOLD_1, ['MUG', 1]))
      .then({ kind: 'released', holdId: HOLD_1 });

    expect(store.rows(shelves)[0]?.row.warehouses[0]?.reserved).toBe(0);
  });

  it('takes from the preferred warehouse first', () =>
    given(receive('MUG', 9, 'north'), receive('MUG', 2, 'south'))
      .when(reserveFrom('south', HOLD_1, ['MUG', 2]))
      .then({ kind: 'reserved', allocations: [south('MUG', 2)] }));

  it('leaves the preferred warehouse where another can serve the SKU alone', () =>
    given(receive('MUG', 9, 'north'), receive('MUG', 2, 'south'))
      .when(reserveFrom('south', HOLD_1, ['MUG', 3]))
      .then({ kind: 'reserved', allocations: [north('MUG', 3)] }));

  it('splits over warehouses when none can serve the SKU alone', () =>
    given(receive('MUG', 3, 'north'), receive('MUG', 2, 'south'))
      .when(reserveFrom('south', HOLD_1, ['MUG', 4]))
      .then({ kind: 'reserved', allocations: [south('MUG', 2), north('MUG', 2)] }));

  it('tells when the last unit of a SKU is gone', async () => {
    const { events } = await given(receive('MUG', 3), receive('TEAPOT', 3))
      .when(reserve(HOLD_1, ['MUG', 3], ['TEAPOT', 1]))
      .then({ kind: 'reserved' });

    expect(payloadsOf(events, inventory.StockDepleted)).toEqual([{ sku: 'MUG' }]);
  });

  it('holds nothing for an order of services', async () => {
    const { store } = await given().when(reserve(HOLD_1)).then({ kind: 'reserved', allocations: [] });

    expect(store.rows(holds)).toHaveLength(1);
  });

  it('takes 600 lines at once', async () => {
    const skus = Array.from({ length: 600 }, (_, index) => `SKU-${index}`);
    const { store } = await given(...skus.map((sku) => receive(sku, 1)))
      .when(reserve(HOLD_1, ...skus.map((sku) => [sku, 1] as const)))
      .then({ kind: 'reserved' });

    expect(store.rows(shelves).every(({ row }) => row.warehouses[0]?.reserved === 1)).toBe(true);
  });

  it.each([0, -1, 1.5, Number.NaN])('fails, and changes nothing, when asked for %s units', async (quantity) => {
    await expect(
      given(receive('MUG', 3))
        .when(reserve(HOLD_1, ['MUG', quantity]))
        .then({ kind: 'reserved' }),
    ).rejects.toThrow(`${quantity} of MUG cannot be reserved`);
  });
});
