import { accept, command, refuse } from '../../../platform/batching/command.ts';
import { present } from '../../../platform/kernel/assert.ts';
import { payment } from '../contract.ts';
import { payments } from '../tables.ts';
import { type ProviderAnswer, recordAnswer } from './record-answer.ts';

export const authorise = command<typeof payment.authorise, ProviderAnswer>(payment.authorise, {
  creates: true,
  loads: ({ paymentId }) => [payments.key(paymentId)],
  decide: (rows, { paymentId, charge }) => {
    const { now, effects } = recordAnswer(rows, paymentId, { charge });
    const { status, declineCode } = present(now, `the provider's answer to the authorisation of payment ${paymentId}`);
    if (status === 'declined') return refuse('declined', { paymentId, code: declineCode }, ...effects);
    if (status === 'voided') return refuse('voided', { paymentId }, ...effects);
    return accept({ paymentId }, ...effects);
  },
});
