import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';
import { SALE_1, SALE_2, SEED } from './steps.ts';

const inTheYear = (year: number): number => Date.UTC(year, 0, 1);

/** Requests that get past the first refusal: few sales and customers, most sales open, most actions known. */
export const saleFieldValues: FieldValues = {
  saleId: [SALE_1, SALE_1, SALE_2],
  productId: ['prod_1'],
  sku: ['MUG'],
  quantity: [1, 1, 2, 6],
  priceMinor: [500],
  currency: ['GBP'],
  startsAtMs: [inTheYear(2025), inTheYear(2025), inTheYear(2027)],
  endsAtMs: [inTheYear(2028), inTheYear(2028), inTheYear(2025)],
  perCustomerLimit: [3],
  rateRequests: [5],
  rateWindowMs: [1_000],
  waitingRoom: [undefined, { draw: 'arrival', turnMs: 60_000 }, { draw: 'fair', turnMs: 60_000 }],
  drawSeed: [SEED, SEED, SEED, ''],
  perSecond: [1, 10],
  secret: ['one', 'two'],
  hasTicket: [true, true, true, false],
  action: ['open', 'open', 'open', 'pause', 'drain', 'close', 'finish'],
  steerings: [0, 0, 1, 1, 2, 3],
  expectedVersion: [0, 0, 0, 1, 2],
  steeringId: ['', '', 'first', 'second', 'third'],
  epoch: [0, 1, 1, 2],
  orderId: [1, 2, 3, 4, 5, 6, 7, 8].map((digit) => `00000000-0000-7000-8000-00000000e00${digit}`),
  customerId: ['ann', 'ben', 'cid'],
};
