import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runSeed } from '../run-seed.ts';
import { PLANTS } from './plants.ts';

// The tester tested: with each bug planted, the world finds it, and by the check that docs/proof.md names: any other
// finding does not count. The table also says in which seed it did last; where a change of the world has moved it, another
// of the first few hundred has to.

const STEPS = 1_000;
const SEEDS = 400;
const DOCUMENT = new URL('../../docs/proof.md', import.meta.url);

interface Row {
  readonly name: string;
  readonly check: string;
  readonly seed: number;
}

const rows: readonly Row[] = [...readFileSync(DOCUMENT, 'utf8').matchAll(/^\| (.+) \| `([a-z-]+)` \| (\d+) \|$/gm)].map(
  ([, name = '', check = '', seed]) => ({ name, check, seed: Number(seed) }),
);

describe('planted bugs', () => {
  it('are all in the table of docs/proof.md, and nothing else is', () => {
    expect(rows.map(({ name }) => name)).toEqual(PLANTS.map(({ name }) => name));
    expect(PLANTS.length).toBeGreaterThanOrEqual(20);
  });

  it.each(rows)('"$name" is caught by $check', { timeout: 300_000 }, async ({ name, check, seed }) => {
    const plant = PLANTS.find((one) => one.name === name);
    const candidates = [seed, ...Array.from({ length: SEEDS }, (_, index) => index + 1)];
    for (const candidate of candidates) {
      const { violations } = await runSeed({ seed: candidate, steps: STEPS, ...(plant && { plant }) });
      if (violations.some((violation) => violation.startsWith(`${check}: `))) return;
    }
    expect.unreachable(`"${name}" was not caught by ${check} in ${SEEDS} seeds`);
  });

  it('are caught as what they are: without one the same seeds find nothing', async () => {
    for (const seed of new Set(rows.map((row) => row.seed))) {
      expect((await runSeed({ seed, steps: STEPS })).violations).toEqual([]);
    }
  }, 60_000);
});
