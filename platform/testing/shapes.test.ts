import { describe, expect, it } from 'vitest';
import { countShapes } from './shapes.ts';

describe('shapes', () => {
  it('are counted', () => {
    const built = [1, 2, 3].map((a) => ({ a, b: 'x' }));
    expect(countShapes(built)).toBe(1);
    expect(countShapes([...built, { b: 'x', a: 4 }])).toBe(2);
    expect(countShapes([])).toBe(0);
  });
});
