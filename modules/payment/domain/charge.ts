import { assert } from '../../../platform/kernel/assert.ts';
import { sumMinor } from '../../../platform/kernel/money.ts';

// A charge is what a provider's ledger says of one payment. Amounts only grow: what was authorised, captured and given
// back stays written when the charge moves on.

export type PaymentStatus = 'authorised' | 'declined' | 'captured' | 'voided' | 'refunded' | 'partially_refunded';

export interface Refund {
  readonly refundId: string;
  readonly amountMinor: number;
}

export interface Charge {
  readonly paymentId: string;
  readonly status: PaymentStatus;
  /** Empty, like the currency, for a payment that was voided before it was authorised. */
  readonly method: string;
  readonly currency: string;
  readonly authorisedMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Why it was declined; empty otherwise. */
  readonly declineCode: string;
  readonly refunds: readonly Refund[];
}

/** A charge as it stood at one version of the provider's ledger: of two, the one with the higher version is true. */
export interface Snapshot extends Charge {
  readonly providerVersion: number;
}

/** Field by field: a copy by spread that is added to has a shape of its own, which slows down all that read it. */
export function snapshotOf(charge: Charge, providerVersion: number): Snapshot {
  return {
    paymentId: charge.paymentId,
    status: charge.status,
    method: charge.method,
    currency: charge.currency,
    authorisedMinor: charge.authorisedMinor,
    capturedMinor: charge.capturedMinor,
    refundedMinor: charge.refundedMinor,
    declineCode: charge.declineCode,
    refunds: charge.refunds,
    providerVersion,
  };
}

/** Stands for a payment that was let go before it was asked for, and refuses the asking. */
export function tombstone(paymentId: string): Charge {
  return {
    paymentId,
    status: 'voided',
    method: '',
    currency: '',
    authorisedMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    declineCode: '',
    refunds: [],
  };
}

/** The amount is held, or was. */
export function wasAuthorised({ status, currency }: Charge): boolean {
  return status !== 'declined' && currency !== '';
}

/** The money was taken, whatever was given back since. */
export function wasCaptured({ status }: Charge): boolean {
  return status === 'captured' || status === 'refunded' || status === 'partially_refunded';
}

/** Status of a captured charge by what was given back of it. */
export function statusAfterRefund(capturedMinor: number, refundedMinor: number): PaymentStatus {
  if (refundedMinor === capturedMinor) return 'refunded';
  return refundedMinor === 0 ? 'captured' : 'partially_refunded';
}

/** Throws when the charge contradicts itself. */
export function assertSound(charge: Charge): void {
  const { paymentId, status, authorisedMinor, capturedMinor, refundedMinor, declineCode, refunds } = charge;
  const ordered = 0 <= refundedMinor && refundedMinor <= capturedMinor && capturedMinor <= authorisedMinor;
  assert(
    ordered,
    `payment ${paymentId}: ${refundedMinor} refunded, ${capturedMinor} captured, ${authorisedMinor} held`,
  );
  assert(
    wasCaptured(charge) || capturedMinor === 0,
    `payment ${paymentId} is ${status}, yet ${capturedMinor} were captured`,
  );
  assert(
    declineCode === '' || status === 'declined',
    `payment ${paymentId} is ${status}, yet declined: ${declineCode}`,
  );
  const returned = sumMinor(refunds.map(({ amountMinor }) => amountMinor));
  assert(returned === refundedMinor, `payment ${paymentId}: refunds of ${returned} do not add up to ${refundedMinor}`);
}
