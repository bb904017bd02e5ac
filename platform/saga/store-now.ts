import type { Clock } from '../kernel/clock.ts';
import type { Transaction } from '../store/store.ts';

/** The time on which hosts agree: the store's, where it has a clock. */
export function storeNowMs(transaction: Transaction, clock: Clock): Promise<number> {
  return transaction.nowMs?.() ?? Promise.resolve(clock.nowMs());
}
