import { hasEnded, isSold, type Order, type Redemption } from '../facts.ts';
import { count } from '../finding.ts';
import type { OrderInvariant } from './order-invariant.ts';

// A sold order with a coupon uses it, for the discount that it was sold with; an order that was cancelled uses none.

export const redemptionsMatchOrders: OrderInvariant = {
  name: 'redemptions-match-orders',
  checked: ({ orders, redemptions }) => `Compared ${count(orders, 'order')} with ${count(redemptions, 'redemption')}`,
  wrong({ order, redemption }) {
    if (order === undefined) return redemption && 'is a redemption of an order that does not exist';
    if (isSold(order)) return otherUse(order, redemption);
    if (redemption === undefined || !hasEnded(order) || order.status === 'REFUNDED') return undefined;
    return `is ${order.status} but still uses coupon ${redemption.code}`;
  },
};

function otherUse({ status, coupon, discountMinor }: Order, used: Redemption | undefined): string | undefined {
  if (used === undefined) return coupon === '' ? undefined : `is ${status} but does not use its coupon ${coupon}`;
  if (used.code !== coupon) return `is ${status} with ${coupon === '' ? 'no coupon' : coupon} but uses ${used.code}`;
  if (used.discountMinor === discountMinor) return undefined;
  return `has ${discountMinor} off but its coupon gave ${used.discountMinor}, in minor units`;
}
