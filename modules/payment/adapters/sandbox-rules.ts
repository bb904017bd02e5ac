import { assert } from '../../../platform/kernel/assert.ts';
import { decimalsOf } from '../../../platform/kernel/money.ts';
import { type Charge, statusAfterRefund, tombstone, wasCaptured } from '../domain/charge.ts';
import type { AuthoriseCharge, RefundCharge } from './payment-provider.ts';

// What the sandbox does with one charge. A request that is not allowed leaves the charge as it is.

/** Largest amount that is authorised, in units of the currency. Invoices, which a person agreed to, have no limit. */
const LIMIT_UNITS = 500;

export function authoriseCharge(charge: Charge | undefined, request: AuthoriseCharge): Charge {
  if (charge !== undefined) return charge;
  const { paymentId, amountMinor, currency, method } = request;
  const declineCode = declineCodeOf(request);
  const declined = declineCode !== '';
  return {
    ...tombstone(paymentId),
    status: declined ? 'declined' : 'authorised',
    method,
    currency,
    authorisedMinor: declined ? 0 : amountMinor,
    declineCode,
  };
}

export function captureCharge(charge: Charge | undefined): Charge | undefined {
  if (charge?.status !== 'authorised') return charge;
  return { ...charge, status: 'captured', capturedMinor: charge.authorisedMinor };
}

export function voidCharge(charge: Charge | undefined, paymentId: string): Charge {
  if (charge === undefined) return tombstone(paymentId);
  return charge.status === 'authorised' ? { ...charge, status: 'voided' } : charge;
}

/** Throws for a negative amount: there is no such refund to refuse. */
export function refundCharge(charge: Charge | undefined, request: RefundCharge): Charge | undefined {
  const { paymentId, refundId, amountMinor } = request;
  assert(isAmount(amountMinor), `${amountMinor} of payment ${paymentId} cannot be refunded: name a positive amount`);
  if (charge === undefined || !wasCaptured(charge)) return charge;
  if (charge.refunds.some((refund) => refund.refundId === refundId)) return charge;
  const refundedMinor = charge.refundedMinor + amountMinor;
  if (refundedMinor > charge.capturedMinor) return charge;
  return {
    ...charge,
    status: statusAfterRefund(charge.capturedMinor, refundedMinor),
    refundedMinor,
    refunds: [...charge.refunds, { refundId, amountMinor }],
  };
}

/** Why an authorisation is declined; empty when it is not. An order that costs nothing passes like any other. */
function declineCodeOf({ amountMinor, currency, method }: AuthoriseCharge): string {
  if (!/^[A-Z]{3}$/.test(currency)) return 'currency_unknown';
  if (!isAmount(amountMinor)) return 'amount_invalid';
  const limitMinor = LIMIT_UNITS * 10 ** decimalsOf(currency);
  return method !== 'invoice' && amountMinor > limitMinor ? 'amount_over_limit' : '';
}

function isAmount(amountMinor: number): boolean {
  return Number.isSafeInteger(amountMinor) && amountMinor >= 0;
}
