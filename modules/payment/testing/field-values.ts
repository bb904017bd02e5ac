import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

/** Requests that get past the first refusal: few payments, amounts on both sides of the sandbox's limit, small refunds. */
export const paymentFieldValues: FieldValues = {
  paymentId: ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'],
  currency: ['GBP'],
  method: ['card', 'invoice'],
  amountMinor: [1, 20, 300, 50_000, 50_001],
};
