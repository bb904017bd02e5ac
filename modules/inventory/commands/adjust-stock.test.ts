import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { inventory } from '../contract.ts';
import { movements, shelves } from '../tables.ts';
import { adjust, given, HOLD_1, levels, receive, release, reserve } from '../testing/steps.ts';

describe('adjusting stock', () => {
  it('books the movement, changes what is on hand and tells of both', async () => {
    const { events, store } = await given()
      .when(adjust('a-1', 'MUG', 5))
      .then({
        kind: 'adjusted',
        sku: 'MUG',
        warehouses: [{ warehouse: 'north', onHand: 5, reserved: 0 }],
        version: 1,
      });

    expect(payloadsOf(events, inventory.StockAdjusted)).toEqual([
      { sku: 'MUG', warehouse: 'north', delta: 5, reason: 'count' },
    ]);
    expect(payloadsOf(events, inventory.StockRestocked)).toEqual([{ sku: 'MUG' }]);
    expect(store.rows(movements).map(({ row }) => row)).toMatchObject([
      { adjustmentId: 'a-1', sku: 'MUG', warehouse: 'north', delta: 5, reason: 'count' },
    ]);
  });

  it('answers a repeated adjustment as the first time and changes nothing', async () => {
    const { events, store } = await given(adjust('a-1', 'MUG', 5), adjust('a-2', 'MUG', 2))
      .when(adjust('a-1', 'MUG', 5))
      .then({ kind: 'adjusted', warehouses: [{ warehouse: 'north', onHand: 5, reserved: 0 }], version: 1 });

    expect(events).toEqual([]);
    expect(store.rows(shelves)[0]?.row.warehouses).toEqual([{ warehouse: 'north', onHand: 7, reserved: 0 }]);
    expect(store.rows(movements)).toHaveLength(2);
  });

  it('is refused when the shelf is not as the caller saw it, unless it was done before', async () => {
    const seen = (adjustmentId: string, expectedVersion: number) =>
      inventory.adjustStock({
        adjustmentId,
        sku: 'MUG',
        warehouse: 'north',
        delta: 5,
        reason: 'count',
        expectedVersion,
      });
    const { events } = await given(seen('a-1', 0))
      .when(seen('a-2', 0))
      .then({ kind: 'versionChanged', sku: 'MUG', version: 1 });
    expect(events).toEqual([]);
    await given(seen('a-1', 0)).when(seen('a-2', 1)).then({ kind: 'adjusted', version: 2 });
    await given(seen('a-1', 0)).when(seen('a-1', 0)).then({ kind: 'adjusted', version: 1 });
  });

  it('answers with the version that the shelf then has, like a look at the stock', async () => {
    const level = { sku: 'MUG', warehouses: [{ warehouse: 'north', onHand: 7, reserved: 0 }], version: 2 };
    const goodsIn = [adjust('a-1', 'MUG', 5)];
    await given(...goodsIn)
      .when(adjust('a-2', 'MUG', 2))
      .then({ kind: 'adjusted', ...level });
    await given(...goodsIn, adjust('a-2', 'MUG', 2))
      .when(levels('MUG'))
      .then({ levels: [level] });
  });

  it('does not take what is reserved', async () => {
    const { events, store } = await given(receive('MUG', 5), reserve(HOLD_1, ['MUG', 3]))
      .when(adjust('a-1', 'MUG', -3))
      .then({ kind: 'belowReserved', sku: 'MUG', warehouse: 'north', onHand: 5, reserved: 3 });

    expect(events).toEqual([]);
    expect(store.rows(movements)).toHaveLength(1);
  });

  it('does not go below nothing', () =>
    given()
      .when(adjust('a-1', 'MUG', -1))
      .then({ kind: 'belowReserved', sku: 'MUG', warehouse: 'north', onHand: 0, reserved: 0 }));

  it('does not count what another warehouse has', () =>
    given(receive('MUG', 5, 'south'))
      .when(adjust('a-1', 'MUG', -1, 'north'))
      .then({ kind: 'belowReserved', warehouse: 'north' }));

  it('may succeed after it was refused', () =>
    given(receive('MUG', 5), reserve(HOLD_1, ['MUG', 5]), adjust('a-1', 'MUG', -1), release(HOLD_1))
      .when(adjust('a-1', 'MUG', -1))
      .then({ kind: 'adjusted', warehouses: [{ warehouse: 'north', onHand: 4, reserved: 0 }] }));

  it('keeps the warehouses in order of name', () =>
    given(receive('MUG', 1, 'south'))
      .when(adjust('a-1', 'MUG', 1, 'north'))
      .then({
        warehouses: [
          { warehouse: 'north', onHand: 1, reserved: 0 },
          { warehouse: 'south', onHand: 1, reserved: 0 },
        ],
      }));

  it('is meant for the main warehouse when it names none', () =>
    given()
      .when(adjust('a-1', 'MUG', 1, ''))
      .then({ warehouses: [{ warehouse: 'main', onHand: 1, reserved: 0 }] }));

  it('tells when the last available unit went', async () => {
    const { events } = await given(receive('MUG', 5), reserve(HOLD_1, ['MUG', 3]))
      .when(adjust('a-1', 'MUG', -2))
      .then({ kind: 'adjusted' });

    expect(payloadsOf(events, inventory.StockDepleted)).toEqual([{ sku: 'MUG' }]);
  });
});
