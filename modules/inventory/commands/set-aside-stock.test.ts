import { describe, expect, it } from 'vitest';
import type { Call } from '../../../platform/rpc/contract.ts';
import { setAsides, shelves } from '../tables.ts';
import {
  confirm,
  drawFrom,
  endSetAside,
  expire,
  giveBack,
  given,
  HOLD_1,
  HOLD_2,
  levels,
  receive,
  release,
  reserve,
  setAside,
  untilHoldsHaveEnded,
} from '../testing/steps.ts';

const SET_ASIDE = [receive('MUG', 10), setAside('sale', ['MUG', 6])] as const;
const north = (onHand: number, reserved: number) => [{ warehouse: 'north', onHand, reserved }];

/** What the only warehouse and the set-aside have once all of this has happened. */
async function stockAfter(...steps: readonly Call[]) {
  const { store } = await given(...steps)
    .when(levels('MUG'))
    .then({});
  return {
    shelf: store.rows(shelves)[0]?.row.warehouses,
    setAside: store.rows(setAsides)[0]?.row.allocations.map(({ quantity }) => quantity),
  };
}

describe('setting stock aside', () => {
  it('takes it out of what everybody may buy', async () => {
    await given(...SET_ASIDE)
      .when(reserve(HOLD_1, ['MUG', 5]))
      .then({ kind: 'short', skus: ['MUG'] });
    await given(...SET_ASIDE)
      .when(reserve(HOLD_1, ['MUG', 4]))
      .then({ kind: 'reserved' });
  });

  it('sets all lines aside or none', async () => {
    const { store } = await given(receive('MUG', 10), receive('TEAPOT', 1))
      .when(setAside('sale', ['MUG', 6], ['TEAPOT', 2]))
      .then({ kind: 'short', skus: ['TEAPOT'] });

    expect(store.rows(setAsides)).toEqual([]);
  });

  it('changes nothing when it is repeated', async () => {
    expect(await stockAfter(...SET_ASIDE, setAside('sale', ['MUG', 6]))).toEqual({
      shelf: north(10, 6),
      setAside: [6],
    });
  });

  it('is refused once it has ended, or was ended before it came', async () => {
    await given(...SET_ASIDE, endSetAside('sale'))
      .when(setAside('sale', ['MUG', 1]))
      .then({ kind: 'ended' });
    await given(receive('MUG', 1), endSetAside('sale'))
      .when(setAside('sale', ['MUG', 1]))
      .then({ kind: 'ended' });
  });
});

describe('drawing from a set-aside', () => {
  it('leaves the shelf as it is', async () => {
    const { store } = await given(...SET_ASIDE)
      .when(drawFrom('sale', HOLD_1, ['MUG', 2]))
      .then({ kind: 'reserved', holdId: HOLD_1, allocations: [{ sku: 'MUG', warehouse: 'north', quantity: 2 }] });

    expect(store.rows(shelves)[0]).toMatchObject({ version: 2, row: { warehouses: north(10, 6) } });
    expect(store.rows(setAsides)[0]?.row.allocations).toEqual([{ sku: 'MUG', warehouse: 'north', quantity: 4 }]);
  });

  it('takes no more than is in it, whatever the shelf has', () =>
    given(...SET_ASIDE, drawFrom('sale', HOLD_1, ['MUG', 5]))
      .when(drawFrom('sale', HOLD_2, ['MUG', 2]))
      .then({ kind: 'short', skus: ['MUG'] }));

  it('is short where there is no such set-aside, or it has ended', async () => {
    await given(receive('MUG', 10))
      .when(drawFrom('sale', HOLD_1, ['MUG', 1]))
      .then({ kind: 'short' });
    await given(...SET_ASIDE, endSetAside('sale'))
      .when(drawFrom('sale', HOLD_1, ['MUG', 1]))
      .then({ kind: 'short' });
  });

  it.each([
    { how: 'released', steps: [release(HOLD_1)] },
    { how: 'returned after it was sold', steps: [confirm(HOLD_1), giveBack(HOLD_1)] },
  ])('goes back into it when the hold is $how', async ({ steps }) => {
    expect(await stockAfter(...SET_ASIDE, drawFrom('sale', HOLD_1, ['MUG', 5]), ...steps)).toEqual({
      shelf: north(10, 6),
      setAside: [6],
    });
  });

  it('goes back into it when the hold has expired', async () => {
    const { store } = await given(...SET_ASIDE, drawFrom('sale', HOLD_1, ['MUG', 5]), untilHoldsHaveEnded)
      .when(expire(HOLD_1))
      .then({ kind: 'expired' });

    expect(store.rows(setAsides)[0]?.row.allocations).toMatchObject([{ quantity: 6 }]);
  });

  it('goes back to the shelf once the set-aside has ended', async () => {
    const after = await stockAfter(
      ...SET_ASIDE,
      drawFrom('sale', HOLD_1, ['MUG', 5]),
      endSetAside('sale'),
      release(HOLD_1),
    );
    expect(after).toEqual({ shelf: north(10, 0), setAside: [] });
  });
});

describe('ending a set-aside', () => {
  it('gives back what no hold has drawn, once', async () => {
    const after = await stockAfter(
      ...SET_ASIDE,
      drawFrom('sale', HOLD_1, ['MUG', 5]),
      endSetAside('sale'),
      endSetAside('sale'),
    );
    expect(after).toEqual({ shelf: north(10, 5), setAside: [] });
  });
});
