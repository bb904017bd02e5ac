import { performance } from 'node:perf_hooks';
import { CommandFailed, EXIT_VIOLATION } from '../command-failed.ts';
import { sumOf } from '../sum-of.ts';
import { table } from '../terminal/table.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Drilled } from './drill.ts';
import { type DrillResult, drillResult, isClean, violationsOf } from './result.ts';

// Many drills in a row, each with the seed after the one before. One that finds something does not end the others.

export interface FailedDrill {
  readonly seed: number;
  readonly violations: readonly string[];
}

export interface RepeatResult {
  readonly drills: number;
  readonly first_seed: number;
  readonly last_seed: number;
  readonly failed: readonly FailedDrill[];
  readonly orders: number;
  readonly crowd: number;
  readonly units: number;
  readonly sold: number;
  readonly returned: number;
  readonly requests: number;
  readonly kills: number;
  readonly redis_kills: number;
  readonly seconds: number;
}

export interface Repeated {
  readonly result: RepeatResult;
  /** The first that found something, or the last. */
  readonly shown: Drilled;
}

/** Opens a shop for as long as the work takes. */
export type InShop = (work: (run: (seed: number) => Promise<Drilled>) => Promise<void>) => Promise<void>;

/**
 * All in one shop, whose sales and orders grow: one that has violated something goes on being wrong, so the drills after
 * that get another. @throws CommandFailed where not one of them could be done.
 */
export async function repeatDrills(
  inShop: InShop,
  firstSeed: number,
  times: number,
  terminal: Terminal,
): Promise<Repeated> {
  const startMs = performance.now();
  const series = new Series();
  while (series.done < times) {
    await inShop(async (run) => {
      for (let isClean = true; isClean && series.done < times; ) {
        const seed = (firstSeed + series.done) % 2 ** 32;
        const found = series.add(seed, await run(seed).catch(asFinding));
        isClean = found.length === 0;
        const verdict = isClean ? 'nothing was violated' : found.join('\n  ');
        terminal.say(`Drill ${series.done} of ${times}, seed ${seed}: ${verdict}`);
      }
    });
  }
  const seconds = Math.round(performance.now() - startMs) / 1_000;
  return { result: togetherOf(series.results, series.failed, { firstSeed, times, seconds }), shown: series.shown() };
}

/** The shop did what a drill cannot go on with: that is a finding. Anything else is not for the drill to judge. */
function asFinding(error: unknown): CommandFailed {
  if (error instanceof CommandFailed && error.exitCode === EXIT_VIOLATION) return error;
  throw error;
}

class Series {
  readonly results: DrillResult[] = [];
  readonly failed: FailedDrill[] = [];
  done = 0;
  #last: Drilled | undefined;
  #firstFailed: Drilled | undefined;

  /** Answers what was found. */
  add(seed: number, outcome: Drilled | CommandFailed): readonly string[] {
    this.done += 1;
    if (outcome instanceof CommandFailed) {
      this.failed.push({ seed, violations: [outcome.message] });
      return [outcome.message];
    }
    const result = drillResult(outcome);
    const found = violationsOf(result);
    this.results.push(result);
    this.#last = outcome;
    if (isClean(result)) return [];
    this.#firstFailed ??= outcome;
    this.failed.push({ seed, violations: found });
    return found;
  }

  shown(): Drilled {
    const shown = this.#firstFailed ?? this.#last;
    if (shown !== undefined) return shown;
    throw new CommandFailed(this.failed[0]?.violations[0] ?? 'No drill was done.', EXIT_VIOLATION);
  }
}

function togetherOf(
  results: readonly DrillResult[],
  failed: readonly FailedDrill[],
  { firstSeed, times, seconds }: { readonly firstSeed: number; readonly times: number; readonly seconds: number },
): RepeatResult {
  const sum = (of: (result: DrillResult) => number): number => sumOf(results, of);
  return {
    drills: times,
    first_seed: firstSeed,
    last_seed: (firstSeed + times - 1) % 2 ** 32,
    failed,
    orders: sum(({ orders }) => orders),
    crowd: sum(({ sale }) => sale?.crowd ?? 0),
    units: sum(({ sale }) => sale?.units ?? 0),
    sold: sum(({ sale }) => sale?.sold ?? 0),
    returned: sum(({ sale }) => sale?.returned ?? 0),
    requests: sum(({ sale }) => sale?.requests ?? 0),
    kills: sum(({ kills, sale }) => kills + (sale?.kills ?? 0)),
    redis_kills: sum(({ sale }) => sale?.redis_kills ?? 0),
    seconds,
  };
}

export function repeatTable({ failed, ...sums }: RepeatResult): string {
  const rows = Object.entries(sums).map(([name, value]): [string, number] => [name.replaceAll('_', ' '), value]);
  const named = failed.map(({ seed, violations }) => `\n  seed ${seed}: ${violations.join('\n    ')}`);
  return `${sums.drills} drills in a row\n${table([...rows, ['with violations', failed.length]])}${named.join('')}`;
}
