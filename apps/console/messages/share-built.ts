import type { Projection } from '../../web/gen/http-types.ts';

type Generation = NonNullable<Projection['building']>;

/** How much of its logs a generation has folded in, from 0 to 1; all of them where they are empty. */
export function shareBuilt({ position, head }: Pick<Generation, 'position' | 'head'>): number {
  let folded = 0;
  let written = 0;
  for (const [log, records] of Object.entries(head)) {
    written += records;
    // A log goes on while it is read.
    folded += Math.min(records, position[log] ?? 0);
  }
  return written === 0 ? 1 : folded / written;
}
