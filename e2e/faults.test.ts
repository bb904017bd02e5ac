import { describe, expect, it } from 'vitest';
import { runFaults } from './faults/run-faults.ts';

const RUNS = 30;
/** On a machine that is busy with other tests fewer will do: `.ci/run` and `npm run faults` do more of them. */
const AT_MOST_MS = 15_000;

describe('a shop whose process is killed at its commits, and whose server is ended', () => {
  it('loses and doubles nothing that was acknowledged, and balances', async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    console.log(`to repeat: npm run faults -- --runs ${RUNS} --seed ${seed}`);
    const report = await runFaults({ runs: RUNS, seed, say: () => undefined, forMs: AT_MOST_MS });
    console.log(`${report.runs} runs, ${report.crashes} crashes:\n${report.coverage.join('\n')}`);
    expect(report.crashes).toBeGreaterThan(0);
  });
});
