/** Whole seconds, one at least, as headers have them. */
export function inSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1_000)));
}
