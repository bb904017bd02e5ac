/** Seconds since then, to the millisecond. */
export function secondsSince(startedAtMs: number): number {
  return Math.round(Date.now() - startedAtMs) / 1_000;
}
