import { assert } from '../../../platform/kernel/assert.ts';
import { assertSound, type Snapshot } from './charge.ts';

// What we write down when the provider has answered. The money is where the provider says it is, so our row is always
// the newest snapshot of theirs that we have seen:
//
// - Their snapshot is newer: it is taken, also where our row would not have allowed the step (voided with us, captured
//   with them). The audit then shows what the order and the money disagree about; refusing would hide it.
// - Theirs is older or the same: ours stays. Questions are asked before decisions are made, so answers may be
//   overtaken by later ones, on this host and between hosts.
// - They do not know the payment: ours stays, for the question was asked before the authorisation was.
// - Their snapshot contradicts itself or takes back what it said before (less captured, a refund gone, another
//   currency): that is no truth to record but a fault. We throw; the call stays unanswered and is asked again.

/** The newer of our row and the provider's answer. Throws when the answer cannot be true. */
export function reconcile(ours: Snapshot | undefined, theirs: Snapshot | undefined): Snapshot | undefined {
  if (theirs === undefined) return ours;
  if (ours !== undefined && theirs.providerVersion <= ours.providerVersion) return ours;
  assertSound(theirs);
  if (ours !== undefined) assertGrownFrom(ours, theirs);
  return theirs;
}

function assertGrownFrom(before: Snapshot, after: Snapshot): void {
  const { paymentId } = before;
  assert(
    before.currency === '' || before.currency === after.currency,
    `the provider now says ${after.currency} of payment ${paymentId}, which was in ${before.currency}`,
  );
  assert(
    after.authorisedMinor >= before.authorisedMinor && after.capturedMinor >= before.capturedMinor,
    `the provider takes back what it authorised or captured of payment ${paymentId}`,
  );
  const known = new Set(after.refunds.map(({ refundId }) => refundId));
  for (const { refundId } of before.refunds) {
    assert(known.has(refundId), `the provider no longer knows refund ${refundId} of payment ${paymentId}`);
  }
}
