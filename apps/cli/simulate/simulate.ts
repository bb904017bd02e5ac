import { systemClock } from '../../../platform/lifecycle/system-clock.ts';
import { runSeed, type SeedResult } from '../../../simulation/run-seed.ts';
import { runSeeds } from '../../../simulation/run-seeds.ts';
import { pairsToMeet } from '../../../simulation/world/coverage.ts';
import { CommandFailed, EXIT_INTERRUPTED, EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { secondsSince } from '../terminal/seconds-since.ts';
import { onStopRequest, processSignals, type Signals } from '../terminal/stop-request.ts';
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
  /** Those that have ended. */
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
  /** Where somebody ended it before all seeds had. */
  readonly interrupted?: true;
}

/** How it runs: the parts that a test puts others in place of. */
export interface Simulator {
  readonly signals: Signals;
  readonly runSeeds: typeof runSeeds;
}

const SIMULATOR: Simulator = { signals: processSignals, runSeeds };
const FAILED_SHOWN = 10;
const MISSED_SHOWN = 10;

/**
 * Answers the exit code. Interrupted, it tells what was found until then.
 * @throws CommandFailed for a trace of many seeds.
 */
export async function runSimulate(
  options: SimulateOptions,
  terminal: Terminal,
  simulator: Simulator = SIMULATOR,
): Promise<number> {
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
    await runMany(options, sum, terminal, simulator);
  }
  const result = sum.after(secondsSince(began), options);
  tell(terminal, options.json, result, simulateTable(result));
  if (result.failed.length > 0) return EXIT_VIOLATION;
  if (result.interrupted) return EXIT_INTERRUPTED;
  return options.everyPair && result.coverage.met < result.coverage.of ? EXIT_VIOLATION : 0;
}

async function runMany(
  { seed: first, seeds: count, steps }: SimulateOptions,
  sum: SumOfSeeds,
  terminal: Terminal,
  simulator: Simulator,
): Promise<void> {
  const interruption = new AbortController();
  const stopListening = onStopRequest(simulator.signals, systemClock, () => interruption.abort());
  const progress = terminal.progress('Seeds', count);
  try {
    await simulator.runSeeds({ first, count, steps, signal: interruption.signal }, (result) => {
      sum.add(result);
      progress.advance();
    });
  } finally {
    progress.done();
    stopListening();
  }
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

  after(seconds: number, asked: Pick<SimulateOptions, 'seeds' | 'steps'>): SimulateResult {
    const pairs = pairsToMeet();
    const missed = pairs.filter((pair) => !this.#pairsMet.has(pair));
    const simulatedSeconds = this.#simulatedMs / 1_000;
    const isOne = asked.seeds === 1;
    return {
      seeds: this.#seeds,
      steps: this.#steps,
      orders: this.#orders,
      simulated_seconds: Math.round(simulatedSeconds),
      seconds,
      times_real_time: Math.round(simulatedSeconds / seconds),
      failed: this.#failed
        .toSorted((left, right) => left.seed - right.seed)
        .map(({ seed, violations }) => ({ seed, violations, replay: replayOf(seed, asked.steps) })),
      // Of one seed, what it did not meet is nearly everything.
      coverage: { met: pairs.length - missed.length, of: pairs.length, missed: isOne ? [] : missed },
      ...(isOne ? { hash: this.#hash } : {}),
      ...(this.#seeds < asked.seeds ? { interrupted: true } : {}),
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
  const title = result.interrupted ? 'Simulation, interrupted' : 'Simulation';
  const named = missed.slice(0, MISSED_SHOWN).join(', ');
  const others = missed.length > MISSED_SHOWN ? ` and ${missed.length - MISSED_SHOWN} more, which --json names` : '';
  const notMet = missed.length === 0 ? [] : [`Faults that did not meet a step: ${named}${others}.`];
  return [`${title}\n${table(rows)}`, ...notMet, ...failed].join('\n');
}
