import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

/** Arbitrary values will do: every command of this module accepts them. */
export const customerFieldValues: FieldValues = {};
