import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { payment } from '../contract.ts';
import { wasCaptured } from '../domain/charge.ts';
import { payments } from '../tables.ts';
import { AnswerOvertaken, type ProviderAnswer, recordAnswer } from './record-answer.ts';

export const capture = command<typeof payment.capture, ProviderAnswer>(payment.capture, {
  loads: ({ paymentId }) => [payments.key(paymentId)],
  decide: (rows, { paymentId, charge }) => {
    const { now, effects } = recordAnswer(rows, paymentId, { charge });
    if (now === undefined) return refuse('notCapturable', { paymentId, status: 'unknown' });
    if (wasCaptured(now)) return accept({ paymentId }, ...effects);
    // The provider takes what is authorised. If it is authorised still, it was asked before it was.
    if (now.status === 'authorised') throw new AnswerOvertaken('capture', now);
    return refuse('notCapturable', { paymentId, status: now.status }, ...effects);
  },
});
