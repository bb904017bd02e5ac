import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

const ORDER = '00000000-0000-7000-8000-000000000001';

/** Values that commands of orders accept; mostly one order, so that it comes far; times around those of a test's clock. */
export const orderingFieldValues: FieldValues = {
  orderId: [ORDER, ORDER, ORDER, '00000000-0000-7000-8000-000000000002'],
  currency: ['GBP'],
  paymentMethod: ['card'],
  coupon: ['', 'TEN'],
  discountMinor: [0],
  storeCreditMinor: [0],
  quantity: [1, 2],
  expectedVersion: [undefined, undefined, 1, 2],
  reason: ['out_of_stock', 'cancelled_by_customer'],
  reservedAtMs: [0, Date.UTC(2026, 0, 1, 0, 0, 1)],
  paidAtMs: [0, Date.UTC(2026, 0, 1, 0, 0, 2)],
};
