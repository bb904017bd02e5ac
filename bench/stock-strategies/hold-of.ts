import type pg from 'pg';
import type { Reservation } from './stock-strategy.ts';

/** Longer than any measurement. */
const HELD_MS = 86_400_000;

/** What the inventory module is asked for. */
export function holdOf({ orderId, lines }: Reservation) {
  const stock = { expiresAtMs: Date.now() + HELD_MS, preferWarehouse: '', setAsideId: '' };
  return { holdId: orderId, lines: [...lines], ...stock };
}

/** Whether the order has its units. Without a lock, a shelf may be read after the very order has taken the last of it. */
export async function isHeld(pool: pg.Pool, holdId: string): Promise<boolean> {
  const { rowCount } = await pool.query('select from inventory.holds where hold_id = $1', [holdId]);
  return rowCount !== 0;
}
