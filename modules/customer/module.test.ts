import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histories, observe } from '../../platform/testing/batch-equals-sequence.ts';
import { customerModule } from './module.ts';
import { customerFieldValues } from './testing/field-values.ts';

describe('the commands of customer', () => {
  it('leave, told together, what they leave one by one', () =>
    fc.assert(
      fc.asyncProperty(histories(customerModule(), customerFieldValues), async (history) => {
        const oneByOne = await observe(customerModule(), history, 1);
        expect(await observe(customerModule(), history, history.length)).toEqual(oneByOne);
      }),
      { numRuns: 50 },
    ));
});
