import { describe, expect, it } from 'vitest';
import { randomOf } from '../random.ts';
import { arrivalsOf } from './arrival-curve.ts';

const CURVE = { earlyMs: 500, spanMs: 10_000 };

function between(arrivals: readonly number[], fromMs: number, upToMs: number): number {
  return arrivals.filter((atMs) => fromMs <= atMs && atMs < upToMs).length;
}

describe('the arrival of a crowd', () => {
  const arrivals = arrivalsOf(10_000, CURVE, randomOf(3));

  it('is in order, within its bounds, and nobody is missing', () => {
    expect(arrivals).toHaveLength(10_000);
    expect(arrivals).toEqual([...arrivals].sort((one, other) => one - other));
    expect(arrivals[0]).toBeGreaterThanOrEqual(-500);
    expect(arrivals.at(-1)).toBeLessThanOrEqual(10_000);
  });

  it('has a spike at the start, and falls', () => {
    const seconds = Array.from({ length: 10 }, (_, second) =>
      between(arrivals, second * 1_000, second * 1_000 + 1_000),
    );
    expect(seconds[0]).toBeGreaterThan(4_000);
    expect(seconds[0]).toBeGreaterThan(5 * (seconds[4] ?? 0));
    expect(seconds[4]).toBeGreaterThan(seconds[9] ?? 0);
    expect(seconds[9]).toBeGreaterThan(0);
  });

  it('begins before the start', () => expect(between(arrivals, -500, 0)).toBeGreaterThan(800));

  it('is decided by its seed', () => {
    expect(arrivalsOf(50, CURVE, randomOf(1))).toEqual(arrivalsOf(50, CURVE, randomOf(1)));
    expect(arrivalsOf(50, CURVE, randomOf(1))).not.toEqual(arrivalsOf(50, CURVE, randomOf(2)));
  });

  it('of nobody is nothing', () => expect(arrivalsOf(0, CURVE, randomOf(1))).toEqual([]));
});
