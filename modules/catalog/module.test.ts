import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histories, observe } from '../../platform/testing/batch-equals-sequence.ts';
import { catalogModule } from './module.ts';
import { catalogFieldValues } from './testing/field-values.ts';

describe('the commands of catalog', () => {
  it('leave, told together, what they leave one by one', () =>
    fc.assert(
      fc.asyncProperty(histories(catalogModule(), catalogFieldValues), async (history) => {
        const oneByOne = await observe(catalogModule(), history, 1);
        expect(await observe(catalogModule(), history, history.length)).toEqual(oneByOne);
      }),
      { numRuns: 50 },
    ));
});
