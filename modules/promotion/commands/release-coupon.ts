import { accept, command, event } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { promotion } from '../contract.ts';
import { coupons, customerUses, redemptions } from '../tables.ts';

/** Stands for a use that was given back before it was asked for, and refuses the asking. */
const TOMBSTONE = { status: 'released', code: '', customerId: '', currency: '', discountMinor: 0, reason: '' } as const;

export const releaseCoupon = command(promotion.releaseCoupon, {
  // The rows of a redemption earlier in the same batch are loaded, because redeeming named them.
  loads: ({ orderId }, rows) => {
    const known = rows.get(redemptions.key(orderId));
    if (known?.status !== 'redeemed') return [redemptions.key(orderId)];
    const { code, customerId } = known;
    return [redemptions.key(orderId), coupons.key(code), customerUses.key(code, customerId)];
  },
  decide: (rows, { orderId }) => {
    const known = rows.get(redemptions.key(orderId));
    if (known === undefined) return accept({ orderId }, redemptions.put({ orderId, ...TOMBSTONE }));
    if (known.status !== 'redeemed') return accept({ orderId });

    const { code, customerId } = known;
    const coupon = present(rows.get(coupons.key(code)), `coupon ${code}, used by order ${orderId},`);
    const counted = present(rows.get(customerUses.key(code, customerId)), `count of coupon ${code} for ${customerId}`);
    return accept(
      { orderId },
      redemptions.put({ ...known, status: 'released' }),
      coupons.put({ ...coupon, uses: coupon.uses - 1 }),
      customerUses.put({ ...counted, uses: counted.uses - 1 }),
      event(promotion.CouponReleased, orderId, { orderId, code }),
    );
  },
});
