import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { payment } from '../contract.ts';
import { wasCaptured } from '../domain/charge.ts';
import { payments } from '../tables.ts';
import { AnswerOvertaken, type ProviderAnswer, recordAnswer } from './record-answer.ts';

export const refund = command<typeof payment.refund, ProviderAnswer>(payment.refund, {
  loads: ({ paymentId }) => [payments.key(paymentId)],
  decide: (rows, { paymentId, refundId, amountMinor, charge }) => {
    const { now, effects } = recordAnswer(rows, paymentId, { charge });
    if (now === undefined) return refuse('notRefundable', { paymentId, status: 'unknown' });
    if (!wasCaptured(now)) return refuse('notRefundable', { paymentId, status: now.status }, ...effects);
    if (now.refunds.some((known) => known.refundId === refundId)) return accept({ paymentId }, ...effects);
    const { capturedMinor, refundedMinor } = now;
    if (refundedMinor + amountMinor > capturedMinor) {
      return refuse('exceedsCaptured', { paymentId, capturedMinor, refundedMinor }, ...effects);
    }
    // The provider gives back what it can. If it has not, it was asked before the money was taken.
    throw new AnswerOvertaken('refund', now);
  },
});
