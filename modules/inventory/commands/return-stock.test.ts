import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { inventory } from '../contract.ts';
import { holds, shelves } from '../tables.ts';
import { confirm, giveBack, given, HOLD_1, receive, reserve } from '../testing/steps.ts';

describe('returning stock', () => {
  it.each([
    { name: 'confirmed', before: [confirm(HOLD_1)] },
    { name: 'held', before: [] },
  ])('makes the units of a $name hold available again', async ({ before }) => {
    const { events, store } = await given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 2]), ...before)
      .when(giveBack(HOLD_1))
      .then({ kind: 'returned', holdId: HOLD_1 });

    expect(payloadsOf(events, inventory.StockReleased)).toMatchObject([{ holdId: HOLD_1, reason: 'returned' }]);
    expect(store.rows(holds)[0]?.row.status).toBe('released');
    expect(store.rows(shelves)[0]?.row.warehouses[0]?.reserved).toBe(0);
  });

  it('gives nothing back twice', async () => {
    const { events } = await given(receive('MUG', 3), reserve(HOLD_1, ['MUG', 2]), giveBack(HOLD_1))
      .when(giveBack(HOLD_1))
      .then({ kind: 'returned', holdId: HOLD_1 });

    expect(events).toEqual([]);
  });

  it('leaves a tombstone for a hold that is not there yet', () =>
    given(receive('MUG', 3), giveBack(HOLD_1))
      .when(reserve(HOLD_1, ['MUG', 1]))
      .then({ kind: 'released', holdId: HOLD_1 }));
});
