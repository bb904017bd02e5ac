import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

/** Values that commands of the catalogue accept; two names, so that content differs now and then. */
export const catalogFieldValues: FieldValues = {
  name: ['Mug', 'Cup'],
  category: ['kitchen'],
  kind: ['goods', 'service'],
};
