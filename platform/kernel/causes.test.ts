import { describe, expect, it } from 'vitest';
import { isCausedBy } from './causes.ts';

describe('what an error was caused by', () => {
  const deep = new Error('outer', { cause: new Error('middle', { cause: new RangeError('inner') }) });

  it('is found however deep it is, the error itself among it', () => {
    expect(isCausedBy(deep, (cause) => cause instanceof RangeError)).toBe(true);
    expect(isCausedBy(deep, (cause) => cause.message === 'outer')).toBe(true);
    expect(isCausedBy(deep, (cause) => cause instanceof TypeError)).toBe(false);
    expect(isCausedBy('no error', () => true)).toBe(false);
  });

  it('is looked for in an error that caused itself, and not for ever', () => {
    const circle = new Error('circle');
    circle.cause = circle;
    expect(isCausedBy(circle, (cause) => cause instanceof TypeError)).toBe(false);
  });
});
