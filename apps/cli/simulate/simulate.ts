import { runSeed, type SeedResult } from '../../../simulation/run-seed.ts';
import { runSeeds } from '../../../simulation/run-seeds.ts';
import { pairsToMeet } from '../../../simulation/world/coverage.ts';
import { CommandFailed, EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { secondsSince } from '../terminal/seconds-since.ts';
import { table } from '../terminal/table.ts';
import { type Terminal, tell } from '../terminal/terminal.ts';

// `holdfast simulate`: the shop in a world in which everything that can go wrong does, one seed after another.

export interface SimulateOptions {
  /** The first seed. */
  readonly seed: number;
  readonly seeds: number;
  /** Events with faults in each seed, at the least. */
  readonly steps: number;
  /** Whether a fault that has not met a step is a violation. */
  readonly everyPair: boolean;
  /** Print all that happened; in one seed only. */
  readonly trace: boolean;
  readonly json: boolean;
}

export interface SimulateResult {
  readonly seeds: number;
  readonly steps: number;
  readonly orders: number;
  readonly simulated_seconds: number;
  readonly seconds: number;
  readonly times_real_time: number;
  readonly failed: readonly {
    readonly seed: number;
    readonly violations: readonly string[];
    readonly replay: string;
  }[];
  readonly coverage: { readonly met: number; readonly of: number; readonly missed: readonly string[] };
  /** Of the only seed, where there is one. */
  readonly hash?: string;
}

const FAILED_SHOWN = 10;

/** Answers the exit code. @throws CommandFailed for a trace of many seeds. */
export async function runSimulate(options: SimulateOptions, terminal: Terminal): Promise<number> {
  if (options.trace && options.seeds !== 1) {
    throw new CommandFailed(
      `A trace is of one seed, and ${options.seeds} are asked for: leave out --trace, or say --seeds 1.`,
      EXIT_USAGE,
    );
  }
  const began = Date.now();
  const sum = new SumOfSeeds();
  if (options.seeds === 1) {
    const result = await runSeed({ seed: options.seed, steps: options.steps, keepLines: options.trace });
    for (const line of result.lines) terminal.print(line);
    sum.add(result);
  } else {
    const { seed: first, seeds: count, steps } = options;
    const progress = terminal.progress('Seeds', count);
    await runSeeds({ first, count, steps }, (result) => {
      sum.add(result);
      progress.advance();
    });
    progress.done();
  }
  const result = sum.after(secondsSince(began), options.steps);
  tell(terminal, options.json, result, simulateTable(result));
  const isEveryPairMet = result.coverage.met === result.coverage.of;
  return result.failed.length === 0 && (isEveryPairMet || !options.everyPair) ? 0 : EXIT_VIOLATION;
}

/** What is told of many seeds, added up as they end: a hundred thousand results would not fit into memory. */
class SumOfSeeds {
  readonly #pairsMet = new Set<string>();
  readonly #failed: Pick<SeedResult, 'seed' | 'violations'>[] = [];
  #seeds = 0;
  #steps = 0;
  #orders = 0;
  #simulatedMs = 0;
  #hash = '';

  add({ seed, hash, violations, steps, simulatedMs, orders, coverage }: SeedResult): void {
    this.#seeds += 1;
    this.#steps += steps;
    this.#orders += orders;
    this.#simulatedMs += simulatedMs;
    this.#hash = hash;
    for (const pair of coverage.keys()) this.#pairsMet.add(pair);
    if (violations.length > 0) this.#failed.push({ seed, violations });
  }

  after(seconds: number, stepsOfEach: number): SimulateResult {
    const pairs = pairsToMeet();
    const missed = pairs.filter((pair) => !this.#pairsMet.has(pair));
    const simulatedSeconds = this.#simulatedMs / 1_000;
    const isOne = this.#seeds === 1;
    return {
      seeds: this.#seeds,
      steps: this.#steps,
      orders: this.#orders,
      simulated_seconds: Math.round(simulatedSeconds),
      seconds,
      times_real_time: Math.round(simulatedSeconds / seconds),
      failed: this.#failed
        .toSorted((left, right) => left.seed - right.seed)
        .map(({ seed, violations }) => ({ seed, violations, replay: replayOf(seed, stepsOfEach) })),
      // Of one seed, what it did not meet is nearly everything.
      coverage: { met: pairs.length - missed.length, of: pairs.length, missed: isOne ? [] : missed },
      ...(isOne ? { hash: this.#hash } : {}),
    };
  }
}

/** What to type to see it again, with everything that happened. */
function replayOf(seed: number, steps: number): string {
  return `npm run --silent holdfast -- simulate --seed ${seed} --seeds 1 --steps ${steps} --trace`;
}

function simulateTable(result: SimulateResult): string {
  const { met, of } = result.coverage;
  const rows: (string | number)[][] = [
    ['seeds', result.seeds],
    ['steps', result.steps],
    ['orders', result.orders],
    ['simulated seconds', result.simulated_seconds],
    ['seconds', result.seconds],
    ['times real time', result.times_real_time],
    ['faults that met a step', `${met} of ${of} pairs`],
    ['failed seeds', result.failed.length],
    ...(result.hash === undefined ? [] : [['trace', result.hash]]),
  ];
  const failed = result.failed.slice(0, FAILED_SHOWN).map(({ seed, violations, replay }) => {
    return [`Seed ${seed}:`, ...violations.map((violation) => `  ${violation}`), `  Replay: ${replay}`].join('\n');
  });
  const { missed } = result.coverage;
  const notMet = missed.length === 0 ? [] : [`Faults that did not meet a step: ${missed.join(', ')}.`];
  return [`Simulation\n${table(rows)}`, ...notMet, ...failed].join('\n');
}
