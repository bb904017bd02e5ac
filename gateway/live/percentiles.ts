/** How often a histogram counted up to a bound, all counted together since the process began. */
export interface Buckets {
  /** Upper bounds, ascending; the last is infinite. */
  readonly bounds: readonly number[];
  /** Observations up to each bound, those up to lower ones included. */
  readonly counts: readonly number[];
}

/** What was counted between two readings of one histogram. */
export function between(before: Buckets | undefined, after: Buckets): Buckets {
  const counts = after.counts.map((count, index) => count - (before?.counts[index] ?? 0));
  return { bounds: after.bounds, counts };
}

/**
 * The value that this share of the observations does not exceed; undefined where there are none. A histogram knows only
 * between which bounds it lies: within them it is taken to grow evenly, as Prometheus does, and beyond the last finite
 * bound it is that bound.
 */
export function percentile({ bounds, counts }: Buckets, share: number): number | undefined {
  const total = counts.at(-1) ?? 0;
  if (total === 0) return undefined;
  const rank = share * total;
  const index = counts.findIndex((count) => count >= rank);
  const upper = bounds[index] ?? Number.POSITIVE_INFINITY;
  const lower = bounds[index - 1] ?? 0;
  if (!Number.isFinite(upper)) return lower;
  const below = counts[index - 1] ?? 0;
  const within = (counts[index] ?? 0) - below;
  return within === 0 ? upper : lower + ((upper - lower) * (rank - below)) / within;
}
