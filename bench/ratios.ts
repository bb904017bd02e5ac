// Ratios of rounds that were measured in one run.

/** Work per second of one contender, round by round. */
export type Rates = ReadonlyMap<string, readonly number[]>;

export function median(values: readonly number[]): number {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Prints the median of each, and of `ours` in parts of each other: round by round, so that a drifting machine drifts for both. */
export function printRatios(rates: Rates, unit: string): void {
  const ours = rates.get('ours') ?? [];
  for (const [name, values] of rates) console.log(`${name.padEnd(14)} ${Math.round(median(values))} ${unit}/s`);
  for (const [name, others] of rates) {
    if (name === 'ours') continue;
    const ratios = ours.map((rate, round) => rate / (others[round] ?? Number.NaN));
    const shown = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((one) => one.toFixed(2));
    console.log(`ours of ${name}: ${shown[0]} (least ${shown[1]}, most ${shown[2]})`);
  }
}
