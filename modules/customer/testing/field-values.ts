import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

/** Mostly one customer, and callers who saw one of the first versions or none. */
export const customerFieldValues: FieldValues = {
  customerId: ['ann', 'ann', 'ann', 'bob'],
  expectedVersion: [undefined, undefined, 0, 1, 2],
};
