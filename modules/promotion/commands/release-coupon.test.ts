import { describe, expect, it } from 'vitest';
import { payloadsOf } from '../../../platform/testing/scenario.ts';
import { promotion } from '../contract.ts';
import { coupons, customerUses, redemptions } from '../tables.ts';
import { create, given, ORDER_1, ORDER_2, redeem, release } from '../testing/steps.ts';

describe('giving a coupon back', () => {
  it('takes the use off both counts, and tells of it', async () => {
    const { events, store } = await given(create(), redeem(ORDER_1), redeem(ORDER_2))
      .when(release(ORDER_1))
      .then({ kind: 'released', orderId: ORDER_1 });
    expect(payloadsOf(events, promotion.CouponReleased)).toEqual([{ orderId: ORDER_1, code: 'TEN' }]);
    expect(store.rows(coupons)[0]?.row.uses).toBe(1);
    expect(store.rows(customerUses)[0]?.row.uses).toBe(1);
    expect(store.rows(redemptions).map(({ row }) => row.status)).toEqual(['released', 'redeemed']);
  });

  it('gives nothing back twice', async () => {
    const { events, store } = await given(create(), redeem(ORDER_1), redeem(ORDER_2), release(ORDER_1))
      .when(release(ORDER_1))
      .then({ kind: 'released' });
    expect(events).toEqual([]);
    expect(store.rows(coupons)[0]?.row.uses).toBe(1);
  });

  it('leaves a tombstone, and tells nothing, when nothing was redeemed yet', async () => {
    const { events, store } = await given(create()).when(release(ORDER_1)).then({ kind: 'released' });
    expect(events).toEqual([]);
    expect(store.rows(redemptions)[0]?.row).toMatchObject({ orderId: ORDER_1, status: 'released', code: '' });
    expect(store.rows(coupons)[0]?.row.uses).toBe(0);
  });

  it('leaves a refusal as it is', async () => {
    const { store } = await given(redeem(ORDER_1)).when(release(ORDER_1)).then({ kind: 'released' });
    expect(store.rows(redemptions)[0]?.row).toMatchObject({ status: 'refused', reason: 'unknown' });
  });
});
