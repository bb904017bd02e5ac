import { type Hold, hasEnded, isSold, type Order, stockedUnits, unitsBySku } from '../facts.ts';
import { count } from '../finding.ts';
import type { OrderInvariant } from './order-invariant.ts';

// A sold order owns exactly its units, a confirmed hold belongs to an order, and an order that has ended holds nothing:
// its hold is given back before the order says so, and one that waits for its expiry keeps units from others until then.

export const holdsMatchOrders: OrderInvariant = {
  name: 'holds-match-orders',
  checked: ({ orders, holds }) => `Compared ${count(orders, 'order')} with ${count(holds, 'hold')}`,
  wrong({ order, hold }) {
    if (order !== undefined && isSold(order)) return missingUnits(order, hold);
    if (hold?.status !== 'confirmed' && hold?.status !== 'held') return undefined;
    if (order !== undefined)
      return hasEnded(order) ? `is ${order.status} but its hold is still ${hold.status}` : undefined;
    // One that is merely held may be of an order that is being placed.
    return hold.status === 'confirmed' ? 'is a confirmed hold of an order that does not exist' : undefined;
  },
};

function missingUnits(order: Order, hold: Hold | undefined): string | undefined {
  const sold = stockedUnits(order);
  const held = unitsBySku(hold?.allocations ?? []);
  if (sold.size > 0 && hold === undefined) return `is ${order.status} without a hold`;
  if (sold.size > 0 && hold?.status !== 'confirmed') return `is ${order.status} but its hold is ${hold?.status}`;
  for (const sku of new Set([...sold.keys(), ...held.keys()])) {
    const [wanted, has] = [sold.get(sku) ?? 0, held.get(sku) ?? 0];
    if (wanted !== has) return `sold ${wanted} of ${sku} but its hold has ${has}`;
  }
  return undefined;
}
