/**
 * Spearman's rank correlation, to two decimals: 0 where one order says nothing of the other, 1 where they are the same.
 * Undefined for fewer than ten pairs, which say nothing either way.
 */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number | undefined {
  const count = pairs.length;
  if (count < 10) return undefined;
  const left = ranksOf(pairs.map(([value]) => value));
  const right = ranksOf(pairs.map(([, value]) => value));
  const squares = left.reduce((sum, rank, index) => sum + (rank - (right[index] ?? 0)) ** 2, 0);
  return Math.round(100 * (1 - (6 * squares) / (count * (count * count - 1)))) / 100;
}

/** Values are all different. */
function ranksOf(values: readonly number[]): readonly number[] {
  const rank = new Map([...values].sort((one, other) => one - other).map((value, index) => [value, index]));
  return values.map((value) => rank.get(value) ?? 0);
}
