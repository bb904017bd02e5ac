import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { inventory } from '../contract.ts';
import { holds, shelves } from '../tables.ts';
import { expire, given, HOLD_1, receive, reserve, untilHoldsHaveEnded } from '../testing/steps.ts';

const HELD = [receive('MUG', 3), reserve(HOLD_1, ['MUG', 2])];

describe('expiring a hold', () => {
  it('makes its units available again once its time is over', async () => {
    const { events, store } = await given(...HELD, untilHoldsHaveEnded)
      .when(expire(HOLD_1))
      .then({ kind: 'expired', holdId: HOLD_1 });

    expect(payloadsOf(events, inventory.StockReleased)).toMatchObject([{ holdId: HOLD_1, reason: 'expired' }]);
    expect(store.rows(shelves)[0]?.row.warehouses[0]?.reserved).toBe(0);
  });

  it('leaves a hold alone whose time is not over', () =>
    given(...HELD, { waitMs: 3_599_999 })
      .when(expire(HOLD_1))
      .then({ kind: 'kept', holdId: HOLD_1 }));

  it('tells once, however often it is asked', async () => {
    const { events } = await given(...HELD, untilHoldsHaveEnded, expire(HOLD_1))
      .when(expire(HOLD_1))
      .then({ kind: 'expired', holdId: HOLD_1 });

    expect(events).toEqual([]);
  });

  it('leaves no trace of a hold that is not there', async () => {
    const { store } = await given().when(expire(HOLD_1)).then({ kind: 'kept', holdId: HOLD_1 });

    expect(store.rows(holds)).toEqual([]);
  });

  it('refuses a late reserve', () =>
    given(...HELD, untilHoldsHaveEnded, expire(HOLD_1))
      .when(reserve(HOLD_1, ['MUG', 2]))
      .then({ kind: 'released', holdId: HOLD_1 }));
});
