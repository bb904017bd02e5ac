import type { Tone } from '../../web/design/badge.tsx';
import type { Order } from '../../web/gen/http-types.ts';

// The life of an order in words for the person who placed it.

type Status = Pick<Order, 'status' | 'reason'>;

interface Told {
  readonly word: string;
  readonly sentence: string;
  readonly tone: Tone;
}

const STATUSES: Readonly<Record<string, Told>> = {
  PENDING: { word: 'Received', sentence: 'We have your order and are setting your goods aside.', tone: 'info' },
  RESERVED: {
    word: 'Set aside',
    sentence: 'Your goods are set aside for you. Now we ask for the payment.',
    tone: 'info',
  },
  PAID: { word: 'Paid', sentence: 'Your payment has arrived. We are confirming your order.', tone: 'info' },
  CONFIRMED: { word: 'Confirmed', sentence: 'Your order is confirmed. Thank you!', tone: 'positive' },
  PROCESSING: { word: 'Being packed', sentence: 'Your order is being packed.', tone: 'positive' },
  PARTIALLY_SHIPPED: { word: 'Partly sent', sentence: 'A part of your order is on its way to you.', tone: 'positive' },
  SHIPPED: { word: 'Sent', sentence: 'Your order is on its way to you.', tone: 'positive' },
  DELIVERED: { word: 'Delivered', sentence: 'Your order has been delivered.', tone: 'positive' },
  COMPLETED: { word: 'Completed', sentence: 'Your order is complete.', tone: 'positive' },
  CANCELLED: { word: 'Cancelled', sentence: 'Your order was cancelled. You have not been charged.', tone: 'negative' },
  REFUNDED: {
    word: 'Refunded',
    sentence: 'Your order was cancelled, and your money is on its way back.',
    tone: 'caution',
  },
};

const REASONS: Readonly<Record<string, string>> = {
  out_of_stock: 'Something in your order has just sold out. You have not been charged, and nothing else was taken.',
  price_changed: 'A price has changed since you saw it. You have not been charged: please look at the new price.',
  payment_declined: 'Your payment was declined. You have not been charged, and your goods were given back.',
  coupon_invalid: 'Your coupon cannot be used for this order. You have not been charged.',
  customer_inactive: 'This customer cannot order at the moment. You have not been charged.',
  cancelled_by_customer: 'You have cancelled this order.',
  cancelled_by_staff: 'We had to cancel this order. If you had paid, your money is on its way back.',
  expired: 'The order took too long and was cancelled. You have not been charged.',
};

const ENDED = new Set(['CANCELLED', 'REFUNDED', 'COMPLETED']);
const UNDER_WAY = new Set(['PENDING', 'RESERVED', 'PAID']);

export function tellStatus({ status, reason }: Status): Told {
  const told = STATUSES[status] ?? { word: status, sentence: 'Your order is under way.', tone: 'info' };
  const why = status === 'CANCELLED' ? REASONS[reason ?? ''] : undefined;
  return why === undefined ? told : { ...told, sentence: why };
}

/** Nothing more will happen to it. */
export function isEnded({ status }: Status): boolean {
  return ENDED.has(status);
}

/** It is confirmed or further: what was ordered is the shopper's. */
export function isOrdered({ status }: Status): boolean {
  return status !== 'CANCELLED' && !UNDER_WAY.has(status);
}

const PAYMENT_REASONS = new Set(['payment_declined']);
const CHECKOUT_STEPS = ['PENDING', 'RESERVED', 'PAID', 'CONFIRMED'] as const;

export interface Step {
  readonly word: string;
  readonly state: 'done' | 'current' | 'ahead' | 'broken';
}

/** The way to the confirmation, as far as the order has come. Where it was cancelled it ends there. */
export function checkoutSteps(
  { status, reason = '' }: Status,
  timeline: readonly { readonly status: string }[],
): readonly Step[] {
  const seen = new Set(timeline.map((entry) => entry.status));
  const lastSeen = CHECKOUT_STEPS.findLastIndex((step) => seen.has(step));
  // Whoever was asked for the payment had their goods set aside, whether the order came to say so or not.
  const known = PAYMENT_REASONS.has(reason) ? Math.max(lastSeen, CHECKOUT_STEPS.indexOf('RESERVED')) : lastSeen;
  const reached = isOrdered({ status }) ? CHECKOUT_STEPS.length - 1 : known;
  const broken = status === 'CANCELLED';
  return CHECKOUT_STEPS.map((step, index) => {
    const word = STATUSES[step]?.word ?? step;
    if (index <= reached) return { word, state: 'done' };
    if (index > reached + 1) return { word, state: 'ahead' };
    return { word, state: broken ? 'broken' : 'current' };
  });
}
