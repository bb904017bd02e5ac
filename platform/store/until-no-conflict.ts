import { Conflict, type Store, type Transaction } from './store.ts';

/** How often a transaction is tried that others get in the way of. Each time one of them was done. */
export const CONFLICT_ATTEMPTS = 10;

/**
 * Tries again what ends in a conflict: somebody else was faster, and nothing of it has happened. Attempts count from 1.
 * @throws Conflict after the last of them.
 */
export async function untilNoConflict<T>(work: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(attempt);
    } catch (error) {
      if (!(error instanceof Conflict) || attempt === CONFLICT_ATTEMPTS) throw error;
    }
  }
}

/** A transaction that is run again after a conflict. */
export function transactUntilNoConflict<T>(store: Store, work: (transaction: Transaction) => Promise<T>): Promise<T> {
  return untilNoConflict(() => store.transact(work));
}
