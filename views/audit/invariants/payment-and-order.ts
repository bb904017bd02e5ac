import { formatMinor } from '../../../platform/kernel/money.ts';
import { hasEnded, isSold, type Order, type OrderFacts, type Payment } from '../facts.ts';
import { count } from '../finding.ts';
import type { OrderInvariant } from './order-invariant.ts';

// A sold order has been paid in full, an ended one not at all, and nobody has paid for an order that does not exist.

export const paymentAndOrder: OrderInvariant = {
  name: 'payment-and-order',
  checked: ({ orders, payments }) => `Compared ${count(orders, 'order')} with ${count(payments, 'payment')}`,
  wrong({ order, payment }: OrderFacts) {
    const ours = payment?.ours;
    const impossible = ours && impossibleAmounts(ours);
    if (impossible !== undefined) return impossible;
    if (order !== undefined && isSold(order)) return notPaid(order, ours);
    if (order !== undefined && !hasEnded(order)) return undefined;
    const open = ours && stillOpen(ours);
    if (open === undefined) return undefined;
    return order === undefined ? `is a payment without an order, of which ${open}` : `is ${order.status} but ${open}`;
  },
};

function impossibleAmounts({ refundedMinor, capturedMinor, authorisedMinor }: Payment): string | undefined {
  const isOrdered = 0 <= refundedMinor && refundedMinor <= capturedMinor && capturedMinor <= authorisedMinor;
  if (isOrdered) return undefined;
  return `has ${authorisedMinor} authorised, ${capturedMinor} captured and ${refundedMinor} refunded, in minor units`;
}

function notPaid({ status, totalMinor, currency }: Order, ours: Payment | undefined): string | undefined {
  if (ours === undefined) return totalMinor === 0 ? undefined : `is ${status} without a payment`;
  if (ours.currency !== currency) return `is in ${currency} but was paid in ${ours.currency}`;
  const keptMinor = ours.capturedMinor - ours.refundedMinor;
  if (keptMinor === totalMinor) return undefined;
  return `is ${status} over ${formatMinor(totalMinor, currency)} but ${formatMinor(keptMinor, currency)} was taken`;
}

function stillOpen({ status, currency, capturedMinor, refundedMinor, authorisedMinor }: Payment): string | undefined {
  if (capturedMinor > refundedMinor) return `${formatMinor(capturedMinor - refundedMinor, currency)} was kept`;
  return status === 'authorised' ? `${formatMinor(authorisedMinor, currency)} is still authorised` : undefined;
}
