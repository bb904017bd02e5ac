import { sumMinor } from '../../../platform/kernel/money.ts';
import type { Order } from '../facts.ts';
import { count } from '../finding.ts';
import type { OrderInvariant } from './order-invariant.ts';

/** What may follow each status; an order begins with PENDING. Written down apart from the module that is judged by it. */
const NEXT: Readonly<Record<string, readonly string[]>> = {
  PENDING: ['RESERVED', 'CANCELLED'],
  RESERVED: ['PAID', 'CANCELLED'],
  PAID: ['CONFIRMED', 'CANCELLED'],
  CONFIRMED: ['PROCESSING', 'CANCELLED'],
  PROCESSING: ['PARTIALLY_SHIPPED', 'SHIPPED', 'CANCELLED'],
  PARTIALLY_SHIPPED: ['SHIPPED', 'REFUNDED'],
  SHIPPED: ['DELIVERED', 'REFUNDED'],
  DELIVERED: ['COMPLETED', 'REFUNDED'],
  COMPLETED: [],
  CANCELLED: [],
  REFUNDED: [],
};

export const orderLifecycle: OrderInvariant = {
  name: 'order-lifecycle',
  checked: ({ orders }) => `Followed ${count(orders, 'order')} from status to status and added up their lines`,
  wrong({ order }) {
    return order === undefined ? undefined : (wrongTimeline(order) ?? wrongLines(order));
  },
};

function wrongTimeline({ timeline, status }: Order): string | undefined {
  if (timeline[0]?.status !== 'PENDING') return `began as ${timeline[0]?.status ?? 'nothing'} instead of PENDING`;
  for (const [index, change] of timeline.entries()) {
    const before = timeline[index - 1];
    if (before === undefined) continue;
    if (!NEXT[before.status]?.includes(change.status)) return `went from ${before.status} to ${change.status}`;
    if (change.atMs < before.atMs) return `was ${change.status} before it was ${before.status}`;
  }
  const last = timeline.at(-1)?.status;
  return last === status ? undefined : `is ${status} but its timeline ends with ${last}`;
}

function wrongLines({ lines, totalMinor, discountMinor }: Order): string | undefined {
  if (lines.length === 0) return 'has no lines';
  if (lines.some(({ quantity }) => quantity < 1)) return 'has a line without a quantity';
  const sumOfLinesMinor = sumMinor(lines.map(({ unitPriceMinor, quantity }) => unitPriceMinor * quantity));
  if (sumOfLinesMinor - discountMinor === totalMinor) return undefined;
  const discounted = discountMinor === 0 ? '' : ` with ${discountMinor} off`;
  return `has a total of ${totalMinor} but its lines add up to ${sumOfLinesMinor}${discounted}, in minor units`;
}
