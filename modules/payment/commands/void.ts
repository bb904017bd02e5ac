import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { payment } from '../contract.ts';
import { wasCaptured } from '../domain/charge.ts';
import { payments } from '../tables.ts';
import { AnswerOvertaken, type ProviderAnswer, recordAnswer } from './record-answer.ts';

// The caller wants nothing to be held. That holds for a declined payment too, which therefore is no refusal, and
// stays declined.
export const voidPayment = command<typeof payment.void, ProviderAnswer>(payment.void, {
  loads: ({ paymentId }) => [payments.key(paymentId)],
  decide: (rows, { paymentId, charge }) => {
    const recorded = recordAnswer(rows, paymentId, { charge });
    const now = present(recorded.now, `the provider's answer to the voiding of payment ${paymentId}`);
    if (wasCaptured(now)) return refuse('notVoidable', { paymentId, status: now.status }, ...recorded.effects);
    if (now.status === 'authorised') throw new AnswerOvertaken('void', now);
    return accept({ paymentId }, ...recorded.effects);
  },
});
