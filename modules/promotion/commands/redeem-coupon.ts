import { accept, command, event, refuse } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { promotion } from '../contract.ts';
import { couponCode, whyUnusable } from '../domain/coupon.ts';
import { coupons, customerUses, redemptions } from '../tables.ts';

// A refusal is written down: a copy of the request that arrives after its order was cancelled must not find a coupon
// that somebody has given back meanwhile, for nobody would release that use again.
export const redeemCoupon = command(promotion.redeemCoupon, {
  // An order that was answered before is answered from its own row, so a repeated request locks no coupon.
  loads: ({ orderId, code, customerId }, rows) =>
    rows.get(redemptions.key(orderId)) === undefined
      ? [redemptions.key(orderId), coupons.key(couponCode(code)), customerUses.key(couponCode(code), customerId)]
      : [redemptions.key(orderId)],
  decide: (rows, { orderId, customerId, currency, goodsMinor, discountMinor, ...request }, { nowMs }) => {
    const known = rows.get(redemptions.key(orderId));
    if (known?.status === 'released') return refuse('released', { orderId });
    if (known?.status === 'refused') return refuse('couponUnusable', { orderId, reason: known.reason });
    if (known !== undefined) return accept({ orderId, code: known.code, discountMinor: known.discountMinor });

    const code = couponCode(request.code);
    const coupon = rows.get(coupons.key(code));
    const usesOfCustomer = rows.get(customerUses.key(code, customerId))?.uses ?? 0;
    const redemption = { orderId, code, customerId, currency, discountMinor };
    const reason = whyUnusable(coupon, { currency, goodsMinor, discountMinor }, usesOfCustomer, nowMs);
    if (reason !== undefined) {
      const refused = redemptions.put({ ...redemption, status: 'refused', reason });
      return refuse('couponUnusable', { orderId, reason }, refused);
    }
    const used = present(coupon, `coupon ${code}`);
    return accept(
      { orderId, code, discountMinor },
      redemptions.put({ ...redemption, status: 'redeemed', reason: '' }),
      coupons.put({ ...used, uses: used.uses + 1 }),
      customerUses.put({ code, customerId, uses: usesOfCustomer + 1 }),
      event(promotion.CouponRedeemed, orderId, redemption),
    );
  },
});
