import type { FieldValues } from '../../../platform/testing/batch-equals-sequence.ts';

/** Values that commands of pricing accept, and an amount that they refuse. */
export const pricingFieldValues: FieldValues = {
  priceList: ['retail', 'trade'],
  currency: ['GBP', 'EUR'],
  amountMinor: [0, 100, 200],
  expectedVersion: [undefined, undefined, 0, 1],
};
