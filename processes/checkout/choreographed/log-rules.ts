import type { LogRules } from '../../../platform/saga/saga-view.ts';
import type { EventName } from './events.ts';

type Rules = LogRules & {
  readonly neverAfter: Readonly<Partial<Record<EventName, readonly EventName[]>>>;
  readonly onlyAfter: Readonly<Partial<Record<EventName, EventName>>>;
};

/**
 * What the log of a checkout keeps to: once it has failed it does not go forward, once its hold is confirmed it does not
 * fail, and the order, which began first, is withdrawn last. Answers may come again, or late, so they are not counted.
 */
export const CHECKOUT_LOG_RULES: Rules = {
  begins: 'checkout.requested',
  neverAfter: {
    'checkout.failed': ['checkout.validated', 'checkout.approved', 'checkout.settled'],
    'inventory.confirmed': ['checkout.failed'],
  },
  onlyAfter: {
    'checkout.approved': 'checkout.validated',
    'inventory.confirmed': 'checkout.approved',
    'checkout.settled': 'payment.captured',
    'order.confirmed': 'checkout.settled',
    'checkout.unwound': 'checkout.failed',
    'order.withdrawn': 'checkout.unwound',
  },
  ended: { completed: 'order.confirmed', compensated: 'order.withdrawn' },
};
