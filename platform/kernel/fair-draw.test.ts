import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnPosition, isDrawSeed, permuted } from './fair-draw.ts';

type Draw = (number: number, size: number, seed: string) => number;

/** 32 bytes that follow from a number, by SplitMix32. */
function seedOf(number: number): string {
  let state = Math.imul(number, 0x2545f491);
  const word = (): string => {
    state = (state + 0x9e3779b9) | 0;
    let bits = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0).toString(16).padStart(8, '0');
  };
  return Array.from({ length: 8 }, word).join('');
}

const SEEDS = Array.from({ length: 6_000 }, (_, index) => seedOf(index));
const anySeed = fc.nat().map(seedOf);

/** Normal score of the chi-square of counts that should be alike (Wilson and Hilferty, 1931). */
function score(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  const freedom = counts.length - 1;
  const spread = 2 / (9 * freedom);
  return ((chiSquare / freedom) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread);
}

/** How unevenly a place is given, over all seeds. */
function unevenness(draw: Draw, size: number, place: number): number {
  const wins = Array.from({ length: size }, () => 0);
  for (const seed of SEEDS) {
    const winner = Array.from({ length: size }, (_, number) => number).find((at) => draw(at, size, seed) === place);
    wins[winner as number] = (wins[winner as number] ?? 0) + 1;
  }
  return score(wins);
}

/** A chance of about one in 30,000 for an even draw; the seeds are fixed, so that it is always the same answer. */
const UNEVEN = 4;

describe('a fair draw', () => {
  it('gives each number a place of its own, whatever the size', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3_000 }), anySeed, (size, seed) => {
        const places = new Set(Array.from({ length: size }, (_, number) => permuted(number, size, seed)));
        expect(places.size).toBe(size);
        expect(Math.max(...places)).toBe(size - 1);
      }),
      { numRuns: 100 },
    ));

  it('gives each number a place of its own for every size up to 300', () => {
    for (let size = 1; size <= 300; size += 1) {
      const places = Array.from({ length: size }, (_, number) => permuted(number, size, SEEDS[size] as string));
      expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: size }, (_, number) => number));
    }
  });

  it.each([2, 3, 5, 10, 30])('gives the first and the last of %i places to each alike', (size) => {
    expect(unevenness(permuted, size, 0)).toBeLessThan(UNEVEN);
    expect(unevenness(permuted, size, size - 1)).toBeLessThan(UNEVEN);
  });

  it('makes each of the 24 orders of four as often as the others', () => {
    const orders = new Map<string, number>();
    for (const seed of SEEDS) {
      const order = [0, 1, 2, 3].map((number) => permuted(number, 4, seed)).join();
      orders.set(order, (orders.get(order) ?? 0) + 1);
    }
    expect(orders.size).toBe(24);
    expect(score([...orders.values()])).toBeLessThan(UNEVEN);
  });

  it('is found out when it favours somebody', () => {
    // One draw in twenty goes to whoever came first.
    const bribed: Draw = (number, size, seed) => {
      if (!seed.startsWith('0')) return permuted(number, size, seed);
      return number;
    };
    // Reducing by the remainder gives low places to some more often than to others, and some places to two.
    const rounded: Draw = (number, size, seed) => (Number.parseInt(seed.slice(0, 1), 16) + number) % size;
    expect(unevenness(bribed, 10, 0)).toBeGreaterThan(UNEVEN);
    expect(unevenness(rounded, 10, 0)).toBeGreaterThan(UNEVEN);
  });

  it('leaves those who came later behind, in order of arrival', () => {
    expect([3, 4, 5].map((sequence) => drawnPosition(sequence, 3, SEEDS[0] as string))).toEqual([3, 4, 5]);
    expect([0, 1, 2].map((sequence) => drawnPosition(sequence, 3, ''))).toEqual([0, 1, 2]);
  });

  it('can be repeated by anybody who is told the seed', () => {
    // Written down once: whoever changes the draw changes what shops have promised.
    const places = Array.from({ length: 8 }, (_, sequence) => drawnPosition(sequence, 8, '0123456789abcdef'.repeat(4)));
    expect(places).toEqual([0, 6, 5, 1, 2, 7, 4, 3]);
  });

  it('takes 64 hexadecimal digits for a seed, and nothing else', () => {
    expect(isDrawSeed(SEEDS[0] as string)).toBe(true);
    for (const seed of ['', 'ab', 'g'.repeat(64), 'A'.repeat(64), 'a'.repeat(65)]) expect(isDrawSeed(seed)).toBe(false);
  });
});
