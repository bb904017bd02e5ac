import { runSeed, type SeedResult } from '../../../simulation/run-seed.ts';
import { runSeeds } from '../../../simulation/run-seeds.ts';
import { pairsToMeet } from '../../../simulation/world/coverage.ts';
import { EXIT_VIOLATION } from '../command-failed.ts';
import { sumOf } from '../sum-of.ts';
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
  /** Print all that happened. */
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

/** Answers the exit code. */
export async function runSimulate(options: SimulateOptions, terminal: Terminal): Promise<number> {
  const began = Date.now();
  const results: SeedResult[] = [];
  if (options.seeds === 1) {
    const result = await runSeed({ seed: options.seed, steps: options.steps, keepLines: options.trace });
    for (const line of result.lines) terminal.print(line);
    results.push(result);
  } else {
    const { seed: first, seeds: count, steps } = options;
    const progress = terminal.progress('Seeds', count);
    await runSeeds({ first, count, steps }, (result) => {
      results.push(result);
      progress.advance();
    });
    progress.done();
  }
  const result = summary(results, options, secondsSince(began));
  tell(terminal, options.json, result, simulateTable(result));
  const isEveryPairMet = result.coverage.met === result.coverage.of;
  return result.failed.length === 0 && (isEveryPairMet || !options.everyPair) ? 0 : EXIT_VIOLATION;
}

function summary(results: readonly SeedResult[], { steps }: SimulateOptions, seconds: number): SimulateResult {
  const counts = new Map<string, number>();
  for (const { coverage } of results) {
    for (const [pair, count] of coverage) counts.set(pair, (counts.get(pair) ?? 0) + count);
  }
  const pairs = pairsToMeet();
  const missed = pairs.filter((pair) => !counts.has(pair));
  const simulatedSeconds = sumOf(results, ({ simulatedMs }) => simulatedMs) / 1_000;
  const failed = results
    .filter(({ violations }) => violations.length > 0)
    .sort((left, right) => left.seed - right.seed)
    .map(({ seed, violations }) => ({ seed, violations, replay: replayOf(seed, steps) }));
  const [only] = results;
  return {
    seeds: results.length,
    steps: sumOf(results, (result) => result.steps),
    orders: sumOf(results, ({ orders }) => orders),
    simulated_seconds: Math.round(simulatedSeconds),
    seconds,
    times_real_time: Math.round(simulatedSeconds / seconds),
    failed,
    // Of one seed, what it did not meet is nearly everything.
    coverage: { met: pairs.length - missed.length, of: pairs.length, missed: results.length === 1 ? [] : missed },
    ...(results.length === 1 && only !== undefined ? { hash: only.hash } : {}),
  };
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
