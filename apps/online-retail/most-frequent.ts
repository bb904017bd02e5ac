/** The value that occurs most often; of several, the one seen first. Undefined when there are none. */
export function mostFrequent<T extends string | number>(values: readonly T[]): T | undefined {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let winner: T | undefined;
  let most = 0;
  for (const [value, count] of counts) {
    if (count > most) [winner, most] = [value, count];
  }
  return winner;
}
