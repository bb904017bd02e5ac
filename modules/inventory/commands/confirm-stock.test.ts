import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { inventory } from '../contract.ts';
import { holds, shelves } from '../tables.ts';
import { confirm, expire, given, HOLD_1, receive, release, reserve, untilHoldsHaveEnded } from '../testing/steps.ts';

const HELD = [receive('MUG', 3), reserve(HOLD_1, ['MUG', 2])];

describe('confirming stock', () => {
  it('changes the hold and leaves the shelf alone', async () => {
    const { events, store } = await given(...HELD)
      .when(confirm(HOLD_1))
      .then({ kind: 'confirmed', holdId: HOLD_1 });

    expect(payloadsOf(events, inventory.StockConfirmed)).toEqual([
      { holdId: HOLD_1, allocations: [{ sku: 'MUG', warehouse: 'north', quantity: 2 }] },
    ]);
    expect(store.rows(shelves)[0]).toMatchObject({ version: 2, row: { warehouses: [{ reserved: 2 }] } });
  });

  it('tells once, however often it is asked', async () => {
    const { events } = await given(...HELD, confirm(HOLD_1))
      .when(confirm(HOLD_1))
      .then({ kind: 'confirmed', holdId: HOLD_1 });

    expect(events).toEqual([]);
  });

  it('keeps the hold from expiring', () =>
    given(...HELD, confirm(HOLD_1), untilHoldsHaveEnded)
      .when(expire(HOLD_1))
      .then({ kind: 'kept', holdId: HOLD_1 }));

  it('is refused for a released hold', () =>
    given(...HELD, release(HOLD_1))
      .when(confirm(HOLD_1))
      .then({ kind: 'released', holdId: HOLD_1 }));

  it('is refused for an unknown hold, of which it leaves no trace', async () => {
    const { store } = await given().when(confirm(HOLD_1)).then({ kind: 'released', holdId: HOLD_1 });

    expect(store.rows(holds)).toEqual([]);
  });

  it('is refused when the time of the hold is over, and the refusal is written down', async () => {
    const { events, store } = await given(...HELD, untilHoldsHaveEnded)
      .when(confirm(HOLD_1))
      .then({ kind: 'released', holdId: HOLD_1 });

    expect(events).toEqual([]);
    expect(store.rows(holds)[0]?.row).toMatchObject({ status: 'held', lapsed: true });
  });

  it('stays refused on a host whose clock is slower', async () => {
    await given(...HELD, untilHoldsHaveEnded, confirm(HOLD_1), { waitMs: -60_000 })
      .when(confirm(HOLD_1))
      .then({ kind: 'released', holdId: HOLD_1 });
    await given(...HELD, untilHoldsHaveEnded, confirm(HOLD_1), { waitMs: -60_000 })
      .when(expire(HOLD_1))
      .then({ kind: 'expired', holdId: HOLD_1 });
  });
});
