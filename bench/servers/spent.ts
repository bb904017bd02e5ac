import { readFile } from 'node:fs/promises';

const TICK_MS = 10;

export interface Spent {
  readonly ownMs: number;
  /** By children that have ended. */
  readonly endedMs: number;
}

/** Processor time of a process so far; of one that is gone, none. Read from /proc, so on Linux. */
export async function spentBy(pid: number): Promise<Spent> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Behind the name, which may hold anything: state, parent, ... and, from the twelfth on, four sums in ticks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields
    .slice(11, 15)
    .map((ticks) => Number(ticks) * TICK_MS);
  return { ownMs: user + system, endedMs: endedUser + endedSystem };
}
