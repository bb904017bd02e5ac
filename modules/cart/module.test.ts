import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histories, observe } from '../../platform/testing/batch-equals-sequence.ts';
import { cartModule } from './module.ts';
import { cartFieldValues } from './testing/field-values.ts';

describe('the commands of cart', () => {
  it('leave, told together, what they leave one by one', () =>
    fc.assert(
      fc.asyncProperty(histories(cartModule(), cartFieldValues), async (history) => {
        const oneByOne = await observe(cartModule(), history, 1);
        expect(await observe(cartModule(), history, history.length)).toEqual(oneByOne);
      }),
      { numRuns: 50 },
    ));
});
