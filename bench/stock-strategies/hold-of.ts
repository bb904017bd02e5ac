import type { Reservation } from './stock-strategy.ts';

/** Longer than any measurement. */
const HELD_MS = 86_400_000;

/** What the inventory module is asked for. */
export function holdOf({ orderId, lines }: Reservation) {
  const stock = { expiresAtMs: Date.now() + HELD_MS, preferWarehouse: '', setAsideId: '' };
  return { holdId: orderId, lines: [...lines], ...stock };
}
