import { type Effect, type Emitted, event, type Rows } from '../../../platform/batching/command.ts';
import { assert } from '../../../platform/kernel/assert.ts';
import { payment } from '../contract.ts';
import { type Snapshot, wasAuthorised, wasCaptured } from '../domain/charge.ts';
import { reconcile } from '../domain/reconcile.ts';
import { payments } from '../tables.ts';

/** What the provider said before the command was decided. */
export interface ProviderAnswer {
  /** The charge as it then stood; undefined when the provider does not know the payment. */
  readonly charge: Snapshot | undefined;
}

export interface Recorded {
  /** The payment as we know it from here on. */
  readonly now: Snapshot | undefined;
  readonly effects: readonly Effect[];
}

/** Writes down the provider's answer, if it is news, and tells of every step between what we knew and what we know. */
export function recordAnswer(rows: Rows, paymentId: string, { charge }: ProviderAnswer): Recorded {
  assert(
    charge === undefined || charge.paymentId === paymentId,
    `the provider was asked for payment ${paymentId} and answered for ${charge?.paymentId}`,
  );
  const before = rows.get(payments.key(paymentId));
  const now = reconcile(before, charge);
  if (now === undefined || now === before) return { now, effects: [] };
  return { now, effects: [payments.put(now), ...steps(before, now)] };
}

/** The answer is older than what we know, and says nothing of what was asked: the caller has to ask again. */
export class AnswerOvertaken extends Error {
  override readonly name = 'AnswerOvertaken';

  constructor(asked: string, { paymentId, status }: Snapshot) {
    super(
      `the provider was asked to ${asked} payment ${paymentId} while another call made it ${status}; ` +
        'whether it was done is not known: ask again',
    );
  }
}

/** Events of everything that happened in between: a lost reply leaves no gap in what is told. */
function steps(before: Snapshot | undefined, now: Snapshot): readonly Emitted[] {
  const { paymentId, currency } = now;
  const happened: Emitted[] = [];
  if (wasAuthorised(now) && !(before !== undefined && wasAuthorised(before))) {
    const authorised = { paymentId, amountMinor: now.authorisedMinor, currency };
    happened.push(event(payment.PaymentAuthorised, paymentId, authorised));
  }
  if (now.status === 'declined' && before?.status !== 'declined') {
    happened.push(event(payment.PaymentDeclined, paymentId, { paymentId, code: now.declineCode }));
  }
  if (wasCaptured(now) && !(before !== undefined && wasCaptured(before))) {
    happened.push(event(payment.PaymentCaptured, paymentId, { paymentId, amountMinor: now.capturedMinor, currency }));
  }
  // A tombstone tells nothing: no amount was ever held.
  if (now.status === 'voided' && before?.status !== 'voided' && wasAuthorised(now)) {
    happened.push(event(payment.PaymentVoided, paymentId, { paymentId }));
  }
  const known = new Set(before?.refunds.map(({ refundId }) => refundId));
  for (const refund of now.refunds) {
    if (!known.has(refund.refundId)) {
      happened.push(event(payment.PaymentRefunded, paymentId, { paymentId, currency, ...refund }));
    }
  }
  return happened;
}
