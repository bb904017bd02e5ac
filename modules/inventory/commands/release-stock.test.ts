import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { inventory } from '../contract.ts';
import { holds, shelves } from '../tables.ts';
import { confirm, given, HOLD_1, receive, release, reserve } from '../testing/steps.ts';

describe('releasing stock', () => {
  it('makes the units available again, and tells of it', async () => {
    const { events, store } = await given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 3]))
      .when(release(HOLD_1))
      .then({ kind: 'released', holdId: HOLD_1 });

    expect(payloadsOf(events, inventory.StockReleased)).toEqual([
      {
        holdId: HOLD_1,
        allocations: [{ sku: 'MUG', warehouse: 'north', quantity: 3 }],
        reason: 'released',
        setAsideId: '',
      },
    ]);
    expect(payloadsOf(events, inventory.StockRestocked)).toEqual([{ sku: 'MUG' }]);
    expect(store.rows(shelves)[0]?.row.warehouses).toEqual([{ warehouse: 'north', onHand: 3, reserved: 0 }]);
  });

  it('gives nothing back twice', async () => {
    const { events, store } = await given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 2]), release(HOLD_1))
      .when(release(HOLD_1))
      .then({ kind: 'released', holdId: HOLD_1 });

    expect(events).toEqual([]);
    expect(store.rows(holds)[0]?.version).toBe(2);
  });

  it('is refused once the hold is confirmed, and changes nothing', async () => {
    const { events, store } = await given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 2]), confirm(HOLD_1))
      .when(release(HOLD_1))
      .then({ kind: 'confirmed', holdId: HOLD_1 });

    expect(events).toEqual([]);
    expect(store.rows(holds)[0]?.row.status).toBe('confirmed');
    expect(store.rows(shelves)[0]?.row.warehouses[0]?.reserved).toBe(2);
  });

  it('leaves a tombstone, and tells nothing, when the hold is not there yet', async () => {
    const { events, store } = await given().when(release(HOLD_1)).then({ kind: 'released', holdId: HOLD_1 });

    expect(events).toEqual([]);
    expect(store.rows(holds)[0]?.row).toMatchObject({ holdId: HOLD_1, status: 'released', allocations: [] });
  });
});
