import { formatMinor } from '../../../platform/kernel/money.ts';
import { type Credit, hasEnded, isSold, type Order, type OrderFacts, type Payment } from '../facts.ts';
import { count } from '../finding.ts';
import type { OrderInvariant } from './order-invariant.ts';

// A sold order has been paid in full, by wallet and payment provider together, an ended one not at all, and nobody has
// paid for an order that does not exist.

export const paymentAndOrder: OrderInvariant = {
  name: 'payment-and-order',
  checked: ({ orders, payments }) => `Compared ${count(orders, 'order')} with ${count(payments, 'payment')}`,
  wrong({ order, payment, credit }: OrderFacts) {
    const ours = payment?.ours;
    const impossible = ours && impossibleAmounts(ours);
    if (impossible !== undefined) return impossible;
    if (order !== undefined && isSold(order)) return notPaid(order, ours, takenBy(credit));
    if (order !== undefined && !hasEnded(order)) return undefined;
    const open = (ours && stillOpen(ours)) ?? stillTaken(credit);
    if (open === undefined) return undefined;
    return order === undefined ? `is a payment without an order, of which ${open}` : `is ${order.status} but ${open}`;
  },
};

function impossibleAmounts({ refundedMinor, capturedMinor, authorisedMinor }: Payment): string | undefined {
  const isOrdered = 0 <= refundedMinor && refundedMinor <= capturedMinor && capturedMinor <= authorisedMinor;
  if (isOrdered) return undefined;
  return `has ${authorisedMinor} authorised, ${capturedMinor} captured and ${refundedMinor} refunded, in minor units`;
}

function takenBy(credit: Credit | undefined): number {
  return credit?.status === 'taken' ? credit.amountMinor : 0;
}

function notPaid(order: Order, ours: Payment | undefined, creditMinor: number): string | undefined {
  const { status, totalMinor, storeCreditMinor, currency } = order;
  if (creditMinor !== storeCreditMinor) {
    const amounts = `${formatMinor(storeCreditMinor, currency)} from a wallet but ${formatMinor(creditMinor, currency)}`;
    return `is ${status} with ${amounts} was taken from one`;
  }
  if (ours === undefined && creditMinor > 0 && creditMinor === totalMinor) return undefined;
  if (ours === undefined) return totalMinor === 0 ? undefined : `is ${status} without a payment`;
  if (ours.currency !== currency) return `is in ${currency} but was paid in ${ours.currency}`;
  // Differences of amounts are exact. What was taken twice may come to more than can be counted, and is to be found too.
  const keptMinor = ours.capturedMinor - ours.refundedMinor;
  if (keptMinor === totalMinor - creditMinor) return undefined;
  const taken = takenInAll(creditMinor, keptMinor, currency);
  return `is ${status} over ${formatMinor(totalMinor, currency)} but ${taken} was taken`;
}

function takenInAll(creditMinor: number, keptMinor: number, currency: string): string {
  const takenMinor = creditMinor + keptMinor;
  if (Number.isSafeInteger(takenMinor)) return formatMinor(takenMinor, currency);
  return `${formatMinor(creditMinor, currency)} and ${formatMinor(keptMinor, currency)}`;
}

function stillTaken(credit: Credit | undefined): string | undefined {
  if (credit?.status !== 'taken') return undefined;
  return `${formatMinor(credit.amountMinor, credit.currency)} of store credit was kept`;
}

function stillOpen({ status, currency, capturedMinor, refundedMinor, authorisedMinor }: Payment): string | undefined {
  if (capturedMinor > refundedMinor) return `${formatMinor(capturedMinor - refundedMinor, currency)} was kept`;
  return status === 'authorised' ? `${formatMinor(authorisedMinor, currency)} is still authorised` : undefined;
}
