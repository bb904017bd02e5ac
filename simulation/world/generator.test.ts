import { describe, expect, it } from 'vitest';
import { Generator } from './generator.ts';

describe('the generator', () => {
  it('gives the same numbers on every machine', () => {
    const generator = new Generator(42);
    expect([generator.bits(), generator.bits(), generator.bits()]).toEqual([1_251_167_922, 656_401_615, 478_193_053]);
  });

  it('spreads its integers over the whole range, both ends included', () => {
    const generator = new Generator(7);
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 40_000; draw++) {
      const number = generator.between(1, 4);
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4]);
    for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
