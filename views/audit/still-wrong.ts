import type { Clock } from '../../platform/kernel/clock.ts';
import type { Finding } from './finding.ts';

const LOOKS = 2;

export interface Settle {
  readonly clock: Clock;
  readonly settleMs: number;
}

/**
 * Looks again at what seemed to be wrong, after a while and at most twice: a list read while the shop is busy shows
 * things at different moments, and a step may be done before it is written down as done.
 */
export async function stillWrong(
  suspicious: readonly string[],
  { clock, settleMs }: Settle,
  look: (ids: readonly string[]) => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  let ids = suspicious;
  let findings: readonly Finding[] = [];
  for (let round = 0; round < LOOKS && ids.length > 0; round += 1) {
    await new Promise<void>((resolve) => clock.after(settleMs, resolve));
    findings = await look(ids);
    ids = findings.map(({ id }) => id);
  }
  return findings;
}
