import { describe, expect, it } from 'vitest';
import { linearScale, logScale } from './scale.ts';

describe('scales', () => {
  it('end at a round number above the highest value', () => {
    const scale = linearScale(0, 437, { isRounded: true });
    expect(scale.ticks).toEqual([0, 200, 400, 600]);
    expect(scale.share(0)).toBe(0);
    expect(scale.share(600)).toBe(1);
  });

  it('keep their ends where those say something', () => {
    const scale = linearScale(-0.6, 2.1, { isRounded: false });
    expect(scale.ticks).toEqual([0, 1, 2]);
    expect(scale.share(-0.6)).toBe(0);
    expect(scale.share(2.1)).toBe(1);
  });

  it('count in whole steps', () => expect(linearScale(0, 1, { isRounded: true }).ticks).toEqual([0, 1]));

  it('of nothing at all have one step', () => expect(linearScale(0, 0, { isRounded: true }).ticks).toEqual([0]));

  it('that are logarithmic go up by powers of ten', () => {
    const scale = logScale(3_400);
    expect(scale.ticks).toEqual([1, 10, 100, 1_000, 10_000]);
    expect(scale.share(100)).toBe(0.5);
    expect(scale.share(0.2)).toBe(0);
    expect(logScale(0).ticks).toEqual([1, 10]);
  });
});
