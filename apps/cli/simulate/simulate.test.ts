import { describe, expect, it } from 'vitest';
import { EXIT_VIOLATION } from '../command-failed.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import { runSimulate } from './simulate.ts';

const ONE_SEED = { seed: 1, seeds: 1, steps: 1_000, trace: false, json: true };

describe('a simulation', () => {
  it('is a success where nothing was wrong, whatever the faults have met', async () => {
    const terminal = silentTerminal();
    expect(await runSimulate({ ...ONE_SEED, everyPair: false }, terminal)).toBe(0);
    const { failed, coverage } = JSON.parse(terminal.printed.at(-1) ?? '');
    expect(failed).toEqual([]);
    expect(coverage.met).toBeLessThan(coverage.of);
  });

  it('is none where every fault has to meet every step, and one did not', async () => {
    expect(await runSimulate({ ...ONE_SEED, everyPair: true }, silentTerminal())).toBe(EXIT_VIOLATION);
  });
});
