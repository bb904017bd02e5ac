import { describe, expect, it } from 'vitest';
import { isTerminal, mayFollow, ORDER_STATUSES, type OrderStatus, stageOf } from './order-status.ts';

/** Written out a second time, so that a slip in the table does not pass for a rule. */
const ALLOWED = [
  'PENDING > RESERVED',
  'PENDING > CANCELLED',
  'RESERVED > PAID',
  'RESERVED > CANCELLED',
  'PAID > CONFIRMED',
  'PAID > CANCELLED',
  'CONFIRMED > PROCESSING',
  'CONFIRMED > CANCELLED',
  'PROCESSING > PARTIALLY_SHIPPED',
  'PROCESSING > SHIPPED',
  'PROCESSING > CANCELLED',
  'PARTIALLY_SHIPPED > SHIPPED',
  'PARTIALLY_SHIPPED > REFUNDED',
  'SHIPPED > DELIVERED',
  'SHIPPED > REFUNDED',
  'DELIVERED > COMPLETED',
  'DELIVERED > REFUNDED',
];

const pairs = ORDER_STATUSES.flatMap((from) => ORDER_STATUSES.map((to) => [from, to] as const));

describe('the status of an order', () => {
  it.each(pairs)('%s > %s is as the rules say', (from, to) => {
    expect(mayFollow(from, to)).toBe(ALLOWED.includes(`${from} > ${to}`));
  });

  it('is terminal where nothing follows', () => {
    expect(ORDER_STATUSES.filter(isTerminal)).toEqual(['COMPLETED', 'CANCELLED', 'REFUNDED']);
  });

  it('can be reached from PENDING, whichever it is', () => {
    const reached = new Set<OrderStatus>(['PENDING']);
    for (const from of reached) for (const to of ORDER_STATUSES) if (mayFollow(from, to)) reached.add(to);
    expect([...reached].sort()).toEqual([...ORDER_STATUSES].sort());
  });

  it('can end as CANCELLED exactly where the stage says that it can be undone', () => {
    for (const status of ORDER_STATUSES) {
      const undoable = ['in_checkout', 'confirmed'].includes(stageOf(status));
      expect([status, mayFollow(status, 'CANCELLED')]).toEqual([status, undoable]);
    }
  });
});
