import { describe, expect, it } from 'vitest';
import { runSeed } from '../run-seed.ts';
import { pairsToMeet } from './coverage.ts';

describe('the faults of the first seeds', () => {
  it('meet most steps of the sagas', async () => {
    const met = new Set<string>();
    for (let seed = 101; seed <= 200; seed++) {
      for (const pair of (await runSeed({ seed, steps: 1_000 })).coverage.keys()) met.add(pair);
    }
    const pairs = pairsToMeet();
    const share = pairs.filter((pair) => met.has(pair)).length / pairs.length;
    expect(share).toBeGreaterThan(0.5);
  }, 60_000);
});
