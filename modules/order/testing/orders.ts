import { ordering } from '../contract.ts';

// What the tests of orders say, in a few words.

export const ORDER = '00000000-0000-7000-8000-000000000001';
export const SAGA = '00000000-0000-7000-8000-00000000000a';
/** When a test's clock starts. */
export const START_MS = Date.UTC(2026, 0, 1);

const line = { productId: 'mug', sku: 'MUG', name: 'Mug', quantity: 2, unitPriceMinor: 500, stocked: true };

/** What the events tell of the order. */
export const told = {
  orderId: ORDER,
  customerId: 'ann',
  currency: 'GBP',
  totalMinor: 1000,
  lines: [line],
  coupon: 'TEN',
  discountMinor: 0,
};

export const place = ordering.placeOrder({ ...told, storeCreditMinor: 0, sagaId: SAGA, paymentMethod: 'card' });
export const confirm = ordering.confirmOrder({
  orderId: ORDER,
  reservedAtMs: START_MS + 10,
  paidAtMs: START_MS + 20,
});
export const finish = ordering.finishCancellation({ orderId: ORDER });

export function withdraw(reason: string) {
  return ordering.withdrawOrder({ orderId: ORDER, reason });
}

export function requestCancellation(reason: string, note = '') {
  return ordering.requestCancellation({ orderId: ORDER, reason, note });
}
