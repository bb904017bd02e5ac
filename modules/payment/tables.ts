import { bigint, type Column, integer, json, table, text, uuid } from '../../platform/store/table.ts';
import type { PaymentStatus, Refund } from './domain/charge.ts';

const paymentStatus: Column<PaymentStatus> = text as Column<PaymentStatus>;

const charge = {
  status: paymentStatus,
  method: text,
  currency: text,
  authorisedMinor: bigint,
  capturedMinor: bigint,
  refundedMinor: bigint,
  declineCode: text,
  refunds: json<readonly Refund[]>(),
};

/** One row per payment: the newest of the provider's snapshots that we have seen. */
export const payments = table('payments', {
  key: { paymentId: uuid },
  passing: true,
  columns: { ...charge, providerVersion: integer },
});

/** The sandbox provider's own ledger, which stands for one outside: nothing else reads or writes it. */
export const sandboxCharges = table('sandbox_charges', { key: { paymentId: uuid }, columns: charge });
