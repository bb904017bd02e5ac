import { describe, expect, it } from 'vitest';
import { runSeed } from '../../../simulation/run-seed.ts';
import { EXIT_INTERRUPTED, EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { FakeSignals } from '../testing/fake-signals.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import { runSimulate, type Simulator } from './simulate.ts';

const ONE_SEED = { seed: 1, seeds: 1, steps: 1_000, trace: false, json: true };

describe('a simulation', () => {
  it('is a success where nothing was wrong, whatever the faults have met', async () => {
    const terminal = silentTerminal();
    expect(await runSimulate({ ...ONE_SEED, everyPair: false }, terminal)).toBe(0);
    const { failed, coverage } = JSON.parse(terminal.printed.at(-1) ?? '');
    expect(failed).toEqual([]);
    expect(coverage.met).toBeLessThan(coverage.of);
  });

  it('refuses a trace of many seeds, which it would not print', async () => {
    const many = { ...ONE_SEED, seeds: 3, everyPair: false, trace: true };
    await expect(runSimulate(many, silentTerminal())).rejects.toMatchObject({
      message: 'A trace is of one seed, and 3 are asked for: leave out --trace, or say --seeds 1.',
      exitCode: EXIT_USAGE,
    });
  });

  it('is none where every fault has to meet every step, and one did not', async () => {
    expect(await runSimulate({ ...ONE_SEED, everyPair: true }, silentTerminal())).toBe(EXIT_VIOLATION);
  });

  it('that is interrupted tells what it has found so far', async () => {
    const signals = new FakeSignals();
    const terminal = silentTerminal();
    const simulator: Simulator = {
      signals,
      runSeeds: async ({ first, steps, signal }, ended) => {
        ended(await runSeed({ seed: first, steps }));
        signals.emit('SIGINT');
        expect(signal?.aborted).toBe(true);
      },
    };
    const many = { ...ONE_SEED, seeds: 100_000, everyPair: true };
    expect(await runSimulate(many, terminal, simulator)).toBe(EXIT_INTERRUPTED);
    const result = JSON.parse(terminal.printed.at(-1) ?? '');
    expect(result).toMatchObject({ seeds: 1, failed: [], interrupted: true });
    expect(signals.listenerCount('SIGINT')).toBe(0);
  });
});
