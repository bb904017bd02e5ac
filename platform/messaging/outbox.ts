import type { CommittedEvent } from '../batching/execute-batch.ts';
import type { NewId } from '../kernel/ids.ts';
import type { Transaction } from '../store/store.ts';
import { ledger, text, uuid } from '../store/table.ts';
import type { RecordedEvent } from './envelope.ts';

// The outbox: a module's events, written in the transaction of the change they tell of. One row holds all events of a
// batch, so telling costs one row however many commands the batch has. The database numbers the rows; events of one key
// follow each other in that order, because their transactions lock the same rows of the module before they write here.

export const outboxTable = ledger('outbox', {
  key: { recordId: uuid },
  columns: {
    /** `RecordedEvent[]` as JSON text, in order. */
    events: text,
  },
});

export interface RecordOptions {
  /** Types that are worth recording, because somebody subscribes to them. Default: all. */
  readonly types?: ReadonlySet<string>;
}

/**
 * The `record` of a module: adds a batch's events to its outbox, within the batch's transaction. False when none of them
 * is worth it: then no relay has to be woken.
 */
export function recordEvents(
  newId: NewId,
  { types }: RecordOptions = {},
): (transaction: Transaction, events: readonly CommittedEvent[]) => boolean {
  return (transaction, events) => {
    const wanted = types === undefined ? events : events.filter(({ emit }) => types.has(emit.type));
    if (wanted.length === 0) return false;
    const recorded = wanted.map(
      ({ emit, key, payload, traceId, atMs }): RecordedEvent => ({
        id: newId(),
        type: emit.type,
        key,
        payload,
        traceId,
        atMs,
      }),
    );
    const row = { recordId: newId(), events: JSON.stringify(recorded) };
    transaction.write([{ write: 'append', table: outboxTable, row }]);
    return true;
  };
}
