// Three ways to take stock for an order, behind one port, so that they can be compared under one suite and one load. Each
// takes every line or none, and takes once for an order however often it is asked. Which of them runs in the shop, and why:
// docs/decisions/0032-stock-is-decided-in-batches.md.

export interface Reservation {
  /** A UUID. */
  readonly orderId: string;
  /** Lines with one SKU count together. */
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

export type Reserved =
  | { readonly kind: 'reserved' }
  /** There is not enough of these, whoever else asks. */
  | { readonly kind: 'short'; readonly skus: readonly string[] }
  /** Somebody else was faster, as often as it was tried. There may be stock: ask again. Never told as `short`. */
  | { readonly kind: 'conflict' };

export interface StockStrategy {
  readonly name: string;
  reserve(reservation: Reservation): Promise<Reserved>;
}

/** How often a strategy that can lose a race tries again before it says `conflict`. */
export const ATTEMPTS = 10;
const FIRST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 50;

/** Full jitter over a doubling pause: who lost together does not try again together. */
export function pauseMs(attempt: number): number {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}
