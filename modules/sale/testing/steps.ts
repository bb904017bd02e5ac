import { scenarios, wait } from '../../../platform/testing/scenario.ts';
import { sale } from '../contract.ts';
import { saleModule } from '../module.ts';

// The words in which this module's tests are told.

export const given = scenarios(saleModule());

export const SALE_1 = '00000000-0000-7000-8000-00000000d001';
export const SALE_2 = '00000000-0000-7000-8000-00000000d002';

/** The test clock starts with the year; the sale opens an hour later, for an hour. */
const STARTS_MS = Date.UTC(2026, 0, 1, 1);
const ENDS_MS = Date.UTC(2026, 0, 1, 2);
/** By which fair draws are made. */
export const SEED = '0123456789abcdef'.repeat(4);
export const untilTheStart = wait(3_600_000);
export const untilTheEnd = wait(7_200_000);

export const TERMS = {
  productId: 'prod_mug',
  sku: 'MUG',
  quantity: 10,
  priceMinor: 500,
  currency: 'GBP',
  startsAtMs: STARTS_MS,
  endsAtMs: ENDS_MS,
  perCustomerLimit: 3,
  rateRequests: 5,
  rateWindowMs: 1_000,
};

export const schedule = (terms: Partial<typeof TERMS> = {}, saleId = SALE_1) =>
  sale.scheduleSale({ saleId, terms: { ...TERMS, ...terms }, drawSeed: SEED });

/** The sale with a waiting room; turns of a minute. */
export const scheduleWithRoom = (draw = 'arrival', terms: Partial<typeof TERMS> = {}) =>
  sale.scheduleSale({
    saleId: SALE_1,
    terms: { ...TERMS, ...terms, waitingRoom: { draw, turnMs: 60_000 } },
    drawSeed: SEED,
  });

export const enter = (customerId: string) => sale.enterRoom({ saleId: SALE_1, customerId });

export const admit = (perSecond = 100) => sale.admitWaiting({ saleId: SALE_1, perSecond });

/** The customer's order, with their ticket. */
export const claimWithTicket = (digit: number, customerId: string, quantity = 1) =>
  sale.claimUnits({ saleId: SALE_1, epoch: 0, orderId: order(digit), customerId, quantity, hasTicket: true });

/** The first steering of the sale, unless another is meant. */
export const steer = (action: string, steerings = 0, steeringId = '', expectedVersion = 0) =>
  sale.steerSale({ saleId: SALE_1, action, who: 'olga', why: 'rehearsal', steerings, steeringId, expectedVersion });

export const beginEpoch = (epoch: number) => sale.beginEpoch({ saleId: SALE_1, epoch });

export function order(digit: number): string {
  return `00000000-0000-7000-8000-00000000f00${digit}`;
}

export const claim = (digit: number, quantity = 1, customerId = `customer-${digit}`, epoch = 0) =>
  sale.claimUnits({ saleId: SALE_1, epoch, orderId: order(digit), customerId, quantity, hasTicket: false });

export const giveBack = (digit: number) => sale.returnUnits({ orderId: order(digit) });

/** A sale that is open now. */
export const OPEN = [schedule(), untilTheStart] as const;
