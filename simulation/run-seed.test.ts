import { describe, expect, it } from 'vitest';
import { runSeed } from './run-seed.ts';
import { FOUND_SEEDS } from './seeds/found-seeds.ts';

const STEPS = 1_000;
const SEEDS = 40;

describe('a seed', () => {
  // 7 has no sale, 8 has one.
  it.each([7, 8])('does the same thing three times: %i', async (seed) => {
    const first = await runSeed({ seed, steps: STEPS });
    const second = await runSeed({ seed, steps: STEPS, keepLines: true });
    const third = await runSeed({ seed, steps: STEPS });
    expect([second.hash, third.hash]).toEqual([first.hash, first.hash]);
    expect(first.steps).toBeGreaterThanOrEqual(STEPS);
  });

  it('does the same thing beside another world in the same thread', async () => {
    const alone = await runSeed({ seed: 7, steps: STEPS });
    const [beside] = await Promise.all([runSeed({ seed: 7, steps: STEPS }), runSeed({ seed: 8, steps: STEPS })]);
    expect(beside.hash).toBe(alone.hash);
  });

  it('does another thing than its neighbour', async () => {
    const [one, other] = [await runSeed({ seed: 7, steps: STEPS }), await runSeed({ seed: 8, steps: STEPS })];
    expect(one.hash).not.toBe(other.hash);
  });
});

describe('the world', () => {
  it('breaks no invariant in any of the first seeds, and serves shoppers in them', async () => {
    const broken: unknown[] = [];
    let orders = 0;
    for (let seed = 1; seed <= SEEDS; seed++) {
      const result = await runSeed({ seed, steps: STEPS });
      orders += result.orders;
      if (result.violations.length > 0) broken.push({ seed, violations: result.violations });
    }
    expect(broken).toEqual([]);
    expect(orders).toBeGreaterThan(SEEDS);
  }, 60_000);

  it.each(FOUND_SEEDS)('has recovered from seed $seed: $found', async ({ seed, steps }) => {
    expect((await runSeed({ seed, steps })).violations).toEqual([]);
  });
});
