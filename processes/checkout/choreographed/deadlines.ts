import { transactUntilNoConflict } from '../../../platform/store/until-no-conflict.ts';
import type { CheckoutProcess } from './checkout-process.ts';
import { moveOn } from './move-on.ts';
import { checkouts } from './tables.ts';

const PAGE = 200;

/**
 * Acts on every checkout that has stood still for too long: fails it, or says again what its contexts have not answered.
 * Deadlines are rows, so they survive a restart, and any host may keep them. At most a page of
 * them; answers how many.
 */
export async function keepDeadlines(process: CheckoutProcess): Promise<number> {
  // After a conflict somebody else has moved one of them on: what is still due then is looked for anew.
  const due = await transactUntilNoConflict(process.store, async (transaction) => {
    const nowMs = process.clock.nowMs();
    const found = await transaction.find(checkouts, [{ column: 'dueAt', operator: '<=', value: nowMs }], {
      limit: PAGE,
      lock: 'skip-locked',
    });
    const entries = found.map(({ row: { orderId } }) => ({
      orderId,
      input: { name: 'deadline' } as const,
      atMs: nowMs,
      attempts: 1,
      error: '',
    }));
    if (entries.length > 0) await moveOn(process, transaction, entries);
    return entries.length;
  });
  if (due > 0) process.recorded();
  return due;
}
