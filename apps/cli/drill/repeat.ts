import { performance } from 'node:perf_hooks';
import { CommandFailed, EXIT_VIOLATION } from '../command-failed.ts';
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

/** @throws CommandFailed where not one of them could be done. */
export async function repeatDrills(
  run: (seed: number) => Promise<Drilled>,
  firstSeed: number,
  times: number,
  terminal: Terminal,
): Promise<Repeated> {
  const startMs = performance.now();
  const results: DrillResult[] = [];
  const failed: FailedDrill[] = [];
  let shown: Drilled | undefined;
  let isShownFailed = false;
  for (let index = 0; index < times; index++) {
    const seed = (firstSeed + index) % 2 ** 32;
    const drilled = await run(seed).catch((error: unknown) => {
      // The shop did what a drill cannot go on with: that is a finding. Anything else is not for the drill to judge.
      if (!(error instanceof CommandFailed) || error.exitCode !== EXIT_VIOLATION) throw error;
      failed.push({ seed, violations: [error.message] });
      return undefined;
    });
    if (drilled !== undefined) {
      const result = drillResult(drilled);
      results.push(result);
      if (!isShownFailed) shown = drilled;
      if (!isClean(result)) {
        isShownFailed = true;
        failed.push({ seed, violations: violationsOf(result) });
      }
    }
    terminal.say(`Drill ${index + 1} of ${times}, seed ${seed}: ${verdictOn(failed, seed)}`);
  }
  if (shown === undefined) throw new CommandFailed(failed[0]?.violations[0] ?? 'No drill was done.', EXIT_VIOLATION);
  const seconds = Math.round(performance.now() - startMs) / 1_000;
  return { result: sumOf(results, failed, { firstSeed, times, seconds }), shown };
}

function verdictOn(failed: readonly FailedDrill[], seed: number): string {
  const last = failed.at(-1);
  return last?.seed === seed ? last.violations.join('\n  ') : 'nothing was violated';
}

function sumOf(
  results: readonly DrillResult[],
  failed: readonly FailedDrill[],
  { firstSeed, times, seconds }: { readonly firstSeed: number; readonly times: number; readonly seconds: number },
): RepeatResult {
  const sum = (of: (result: DrillResult) => number): number => results.reduce((all, result) => all + of(result), 0);
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
