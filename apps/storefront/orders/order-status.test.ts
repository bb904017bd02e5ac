import { describe, expect, it } from 'vitest';
import { checkoutSteps, isEnded, isOrdered, tellStatus } from './order-status.ts';

const states = (order: Parameters<typeof checkoutSteps>[0], ...timeline: string[]) =>
  checkoutSteps(
    order,
    timeline.map((status) => ({ status })),
  ).map(({ state }) => state);

describe('an order in words', () => {
  it('says why it was cancelled, and that nothing was charged', () => {
    const reasons = [
      'out_of_stock',
      'price_changed',
      'payment_declined',
      'coupon_invalid',
      'customer_inactive',
      'expired',
    ];
    for (const reason of reasons) {
      expect(tellStatus({ status: 'CANCELLED', reason }).sentence).toContain('You have not been charged');
    }
    expect(tellStatus({ status: 'CANCELLED' }).word).toBe('Cancelled');
  });

  it('has words for a state that comes to be later', () => {
    expect(tellStatus({ status: 'LOST_AT_SEA' })).toMatchObject({ word: 'LOST_AT_SEA', tone: 'info' });
  });
});

describe('the way of an order', () => {
  it('goes step by step', () => {
    expect(states({ status: 'PENDING' }, 'PENDING')).toEqual(['done', 'current', 'ahead', 'ahead']);
    expect(states({ status: 'PAID' }, 'PENDING', 'RESERVED', 'PAID')).toEqual(['done', 'done', 'done', 'current']);
    expect(states({ status: 'CONFIRMED' }, 'PENDING', 'RESERVED', 'PAID', 'CONFIRMED')).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
    expect(states({ status: 'SHIPPED' }, 'PENDING')).toEqual(['done', 'done', 'done', 'done']);
  });

  it('ends where it was cancelled', () => {
    expect(states({ status: 'CANCELLED' }, 'PENDING', 'RESERVED', 'CANCELLED')).toEqual([
      'done',
      'done',
      'broken',
      'ahead',
    ]);
  });

  it('names the payment as what was refused, though the order never said that the goods were set aside', () => {
    const declined = { status: 'CANCELLED', reason: 'payment_declined' };
    expect(states(declined, 'PENDING', 'CANCELLED')).toEqual(['done', 'done', 'broken', 'ahead']);
  });

  it('is at its end, or at the goods being the shopper’s', () => {
    expect(['PENDING', 'PAID', 'CONFIRMED', 'CANCELLED', 'REFUNDED'].map((status) => isOrdered({ status }))).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(['PAID', 'CONFIRMED', 'CANCELLED'].map((status) => isEnded({ status }))).toEqual([false, false, true]);
  });
});
