import type { Charge } from '../domain/charge.ts';

/** A charge as the contract shows it. */
export function paymentView(charge: Charge, version: number) {
  const { paymentId, status, method, currency, authorisedMinor, capturedMinor, refundedMinor, declineCode } = charge;
  return { paymentId, status, method, currency, authorisedMinor, capturedMinor, refundedMinor, declineCode, version };
}
