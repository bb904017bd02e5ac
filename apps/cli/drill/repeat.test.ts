import { describe, expect, it } from 'vitest';
import { CommandFailed, EXIT_USAGE, EXIT_VIOLATION } from '../command-failed.ts';
import { silentTerminal } from '../testing/silent-terminal.ts';
import type { Drilled } from './drill.ts';
import { type InShop, repeatDrills, repeatTable } from './repeat.ts';

/** A drill that found this. */
function drilled(seed: number, violations: readonly string[]): Drilled {
  const books = { confirmed: 0, cancelled: 0, refused: 0, acknowledged: 0, lost: 0, duplicates: 0, violations };
  const options = { orders: 0, stock: 1, concurrency: 1, hot: false, crowd: 0, kills: 0, redisKills: 0, seed };
  return {
    options: { ...options, waitingRoom: undefined },
    load: { books, load: { heard: [], durationMs: 0 }, outages: [] },
    sale: undefined,
    audit: { ok: true, checked_at: '', invariants: [] },
  };
}

function shops(run: (seed: number) => Promise<Drilled>) {
  const seeds: number[][] = [];
  const inShop: InShop = async (work) => {
    const own: number[] = [];
    seeds.push(own);
    await work((seed) => {
      own.push(seed);
      return run(seed);
    });
  };
  return { inShop, seeds };
}

describe('drills in a row', () => {
  it('have the next seed each, and one shop', async () => {
    const { inShop, seeds } = shops(async (seed) => drilled(seed, []));
    const { result, shown } = await repeatDrills(inShop, 7, 3, silentTerminal());
    expect(seeds).toEqual([[7, 8, 9]]);
    expect(result).toMatchObject({ drills: 3, first_seed: 7, last_seed: 9, failed: [] });
    expect(shown.options.seed).toBe(9);
  });

  it('go on in another shop after one that found something, and name it', async () => {
    const { inShop, seeds } = shops(async (seed) => {
      if (seed === 10) throw new CommandFailed('the sale was refused', EXIT_VIOLATION);
      return drilled(seed, seed === 8 ? ['one unit too many'] : []);
    });
    const { result, shown } = await repeatDrills(inShop, 7, 5, silentTerminal());
    expect(seeds).toEqual([[7, 8], [9, 10], [11]]);
    expect(result.failed).toEqual([
      { seed: 8, violations: ['one unit too many'] },
      { seed: 10, violations: ['the sale was refused'] },
    ]);
    expect(shown.options.seed).toBe(8);
    expect(repeatTable(result)).toContain('seed 8: one unit too many');
  });

  it('end where the drill itself is at fault', async () => {
    const { inShop } = shops(() => Promise.reject(new CommandFailed('no Redis', EXIT_USAGE)));
    await expect(repeatDrills(inShop, 1, 3, silentTerminal())).rejects.toThrow('no Redis');
  });
});
