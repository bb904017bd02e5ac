import type { Clock } from '../kernel/clock.ts';
import { Conflict, type Store, type Transaction } from '../store/store.ts';

/** How often a transaction that only this host's own bookkeeping needs is run again after a conflict. */
export const CONFLICT_ATTEMPTS = 10;

export async function retrying<T>(store: Store, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await store.transact(work);
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === CONFLICT_ATTEMPTS) throw error;
    }
  }
}

/** The time on which hosts agree: the store's, where it has a clock. */
export function storeNowMs(transaction: Transaction, clock: Clock): Promise<number> {
  return transaction.nowMs?.() ?? Promise.resolve(clock.nowMs());
}
