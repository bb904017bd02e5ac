import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histories, observe } from '../../platform/testing/batch-equals-sequence.ts';
import { pricingModule } from './module.ts';
import { pricingFieldValues } from './testing/field-values.ts';

describe('the commands of pricing', () => {
  it('leave, told together, what they leave one by one', () =>
    fc.assert(
      fc.asyncProperty(histories(pricingModule(), pricingFieldValues), async (history) => {
        const oneByOne = await observe(pricingModule(), history, 1);
        expect(await observe(pricingModule(), history, history.length)).toEqual(oneByOne);
      }),
      { numRuns: 50 },
    ));
});
