import { Conflict, type Transaction } from '../store/store.ts';
import type { WorkingSet } from './working-set.ts';

/**
 * What is neither locked nor written is looked at after all: a decision that only reads must not stand on a guess, nor on a
 * row that was not there yet when it was loaded, and on others that were changed together with it.
 */
export async function prove(rows: WorkingSet, transaction: Transaction): Promise<void> {
  for (const [table, expected] of rows.unproven()) {
    const keys = expected.map(({ key }) => key);
    // Without a lock, which would come out of its turn: the decision stands as of this look.
    const found = await transaction.load(table, keys, { lock: false });
    for (const { key, version } of expected) {
      if ((found.get(key.id)?.version ?? 0) !== version)
        throw new Conflict(`${table.name} ${key.id} is not as expected`);
    }
  }
}
