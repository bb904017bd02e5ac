import { describe, expect, it } from 'vitest';
import { sale } from '../contract.ts';
import { buyers, claims, sales } from '../tables.ts';
import { claim, giveBack, given, OPEN, order, SALE_1 } from '../testing/steps.ts';

describe('returning units to a sale', () => {
  it('frees them and tells of it', async () => {
    const { events, store } = await given(...OPEN, claim(1, 3, 'ann'), claim(2))
      .when(giveBack(1))
      .then({ kind: 'returned', orderId: order(1), saleId: SALE_1 });

    expect(events.map(({ emit, payload }) => ({ emit, payload }))).toEqual([
      { emit: sale.UnitsReturned, payload: { saleId: SALE_1, orderId: order(1), quantity: 3 } },
    ]);
    expect(store.rows(sales)[0]?.row.claimed).toBe(1);
    expect(store.rows(buyers).map(({ row }) => row.units)).toEqual([0, 1]);
    const [returned, kept] = store.rows(claims).map(({ row }) => row);
    expect(returned?.returnedAt).toBeGreaterThanOrEqual(returned?.claimedAt ?? 0);
    expect(kept?.returnedAt).toBeNull();
  });

  it('frees them once', async () => {
    const { events, store } = await given(...OPEN, claim(1, 3), claim(2, 3), giveBack(1))
      .when(giveBack(1))
      .then({ kind: 'returned', saleId: SALE_1 });

    expect(events).toEqual([]);
    expect(store.rows(sales)[0]?.row.claimed).toBe(3);
  });

  it('lets the next in line have them', () =>
    given(...OPEN, claim(1, 3), claim(2, 3), claim(3, 3), claim(4), giveBack(2))
      .when(claim(5, 3))
      .then({ kind: 'claimed', remaining: 0 }));

  it('leaves a tombstone where nothing was claimed', () =>
    given(...OPEN)
      .when(giveBack(1))
      .then({ kind: 'returned', orderId: order(1), saleId: '' }));
});
