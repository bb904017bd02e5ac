export interface Backoff {
  readonly firstMs: number;
  readonly factor: number;
  readonly maxMs: number;
}

/** The pause after the given number of failures, 1 and more: exponential, up to the longest. */
export function backoffMs(failures: number, { firstMs, factor, maxMs }: Backoff): number {
  return Math.min(maxMs, firstMs * factor ** (failures - 1));
}
