import type { Snapshot } from '../domain/charge.ts';

// The port to whoever moves the money. Every call takes what arrived together and settles each on its own, in order;
// a call that rejects has settled none. A rejection, of one or of all, means that nobody knows whether it was done.
//
// Idempotent by payment id and refund id: asked again, the provider does nothing twice and tells how the charge stands.
// Every answer is the whole charge as it stands after the request, with the version of the provider's ledger, so that
// answers which arrive in another order than they were given can be told apart. What was refused shows in the charge:
// it has not become what was asked for.

export interface AuthoriseCharge {
  readonly paymentId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly method: string;
}

export interface RefundCharge {
  readonly paymentId: string;
  readonly refundId: string;
  readonly amountMinor: number;
}

/** Undefined where the provider does not know the payment. */
export type Answered = PromiseSettledResult<Snapshot | undefined>;

export interface PaymentProvider {
  authorise(requests: readonly AuthoriseCharge[]): Promise<readonly Answered[]>;
  capture(paymentIds: readonly string[]): Promise<readonly Answered[]>;
  /** Lets go what is held. An unknown payment is refused from then on. */
  void(paymentIds: readonly string[]): Promise<readonly Answered[]>;
  refund(requests: readonly RefundCharge[]): Promise<readonly Answered[]>;
  /** The provider's own ledger in order of payment id, for the audit; from the start when no id is given. */
  charges(afterPaymentId: string | undefined, limit: number): Promise<readonly Snapshot[]>;
}
