import { describe, expect, it } from 'vitest';
import { containing } from './containing.ts';

describe('a pattern for text anywhere', () => {
  it('leaves ordinary text as it is', () => {
    expect(containing('blue mug')).toBe('%blue mug%');
  });

  it('takes what is special in a pattern literally', () => {
    expect(containing('50%_\\')).toBe('%50\\%\\_\\\\%');
  });
});
