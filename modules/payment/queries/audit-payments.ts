import { type Reader, type SqlQuery, sqlReport } from '../../../platform/rpc/module.ts';
import { pageSize } from '../../../platform/rpc/page-size.ts';
import type { PaymentProvider } from '../adapters/payment-provider.ts';
import { payment } from '../contract.ts';
import type { PaymentStatus } from '../domain/charge.ts';
import { payments } from '../tables.ts';
import { paymentView } from './payment-view.ts';

// Ours beside theirs, by id. The two are read one after the other from two systems, so a payment that moves meanwhile
// may differ for a moment: the audit holds them against each other when nothing is under way.

interface PaymentRow {
  readonly payment_id: string;
  readonly status: PaymentStatus;
  readonly method: string;
  readonly currency: string;
  readonly authorised_minor: number;
  readonly captured_minor: number;
  readonly refunded_minor: number;
  readonly decline_code: string;
  readonly version: number;
}

const OURS = `
  select payment_id, status, method, currency, authorised_minor, captured_minor, refunded_minor, decline_code, version
  from payment.payments
  where $1::uuid is null or payment_id > $1::uuid
  order by payment_id limit $2`;

export function auditPayments(provider: Pick<PaymentProvider, 'charges'>): SqlQuery {
  return sqlReport(payment.auditPayments, async (reader, { afterPaymentId, limit }) => {
    const size = pageSize(limit);
    const after = afterPaymentId === '' ? undefined : afterPaymentId;
    // One more than the page from each: the ids of a page are among them, and whether any are left shows.
    const [ours, theirs] = await Promise.all([ourPayments(reader, after, size + 1), provider.charges(after, size + 1)]);
    const ourViews = new Map(ours.map((view) => [view.paymentId, view]));
    const theirViews = new Map(theirs.map((charge) => [charge.paymentId, paymentView(charge, charge.providerVersion)]));
    // UUIDs in lower case are in the same order as text and in the database.
    const ids = [...new Set([...ourViews.keys(), ...theirViews.keys()])].sort();
    const payments = ids.slice(0, size).map((paymentId) => ({
      paymentId,
      ours: ourViews.get(paymentId),
      theirs: theirViews.get(paymentId),
    }));
    return { payments, more: ids.length > size };
  });
}

async function ourPayments(reader: Reader, after: string | undefined, limit: number) {
  if (reader.memory !== undefined) {
    const found = reader.memory(payments).filter(({ row }) => after === undefined || row.paymentId > after);
    return found.slice(0, limit).map(({ row, version }) => paymentView(row, version));
  }
  const rows = await reader.query<PaymentRow>(OURS, [after ?? null, limit]);
  return rows.map((row) => ({
    paymentId: row.payment_id,
    status: row.status,
    method: row.method,
    currency: row.currency,
    authorisedMinor: row.authorised_minor,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    declineCode: row.decline_code,
    version: row.version,
  }));
}
