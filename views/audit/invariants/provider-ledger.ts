import { isInFlight, type OrderFacts, type Payment } from '../facts.ts';
import { count } from '../finding.ts';
import type { OrderInvariant } from './order-invariant.ts';

// The provider acts first and is written down after, so the two may differ while a saga is at work, and only then.

export const providerLedger: OrderInvariant = {
  name: 'provider-ledger',
  checked: ({ payments }) => `Compared ${count(payments, 'payment')} with the provider's own ledger`,
  wrong({ order, payment }: OrderFacts) {
    if (payment === undefined || (order !== undefined && isInFlight(order))) return undefined;
    const { ours, theirs } = payment;
    if (ours === undefined && theirs === undefined) return undefined;
    if (ours === undefined || theirs === undefined) return oneSided(ours, theirs);
    return FIELDS.filter((field) => ours[field] !== theirs[field])
      .map((field) => `has ${field} ${ours[field]} with us and ${theirs[field]} with the provider`)
      .at(0);
  },
};

const FIELDS = ['status', 'currency', 'authorisedMinor', 'capturedMinor', 'refundedMinor'] as const;

/** What never moved money need not be known on both sides: a payment voided before the provider heard of it. */
function oneSided(ours: Payment | undefined, theirs: Payment | undefined): string | undefined {
  const known = ours ?? theirs;
  const isNothing =
    known === undefined || ((known.status === 'voided' || known.status === 'declined') && known.capturedMinor === 0);
  if (isNothing) return undefined;
  return ours === undefined
    ? `is ${known.status} with the provider and unknown to us`
    : `is ${known.status} with us and unknown to the provider`;
}
