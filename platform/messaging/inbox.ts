import type { Clock } from '../kernel/clock.ts';
import type { Store, Transaction } from '../store/store.ts';
import { instant, table, text, uuid } from '../store/table.ts';
import { transactUntilNoConflict } from '../store/until-no-conflict.ts';
import type { Envelope } from './envelope.ts';

// The inbox makes a consumer's effect exactly-once: a mark per message, written in the transaction of the effect. A
// message that is delivered again finds its mark and has no effect. Covers what the effect does in the same store and
// nothing else: a call to another module has to be repeatable by its own ids.

export const inboxTable = table('inbox', {
  key: { consumer: text, messageId: uuid },
  columns: { at: instant },
});

export interface Inbox {
  /** The consumer's own store, with the inbox table in its schema. */
  readonly store: Store;
  readonly consumer: string;
  readonly clock: Clock;
}

const SWEEP_CHUNK = 500;
/** By their age, which has an index: in order of key each chunk would pass by all that are not due yet. */
const OLDEST_FIRST = { limit: SWEEP_CHUNK, orderBy: 'at', lock: 'skip-locked' } as const;

/**
 * Runs the effect for the messages that have not had theirs, in order, and marks them, in one transaction. Not called
 * when there are none. The effect may run again with a new transaction when another process got in between. Resolves with
 * what the effect that was committed has answered: undefined when there was none, also where one was begun and another
 * process was done with the messages before it.
 */
export async function processOnce<Result>(
  { store, consumer, clock }: Inbox,
  envelopes: readonly Envelope[],
  effect: (transaction: Transaction, fresh: readonly Envelope[]) => Promise<Result>,
): Promise<Result | undefined> {
  const unique = [...new Map(envelopes.map((envelope) => [envelope.id, envelope])).values()];
  return transactUntilNoConflict(store, async (transaction) => {
    const keys = unique.map(({ id }) => inboxTable.key(consumer, id));
    const marks = await transaction.load(inboxTable, keys, { lock: false });
    const fresh = unique.filter(({ id }) => !marks.has(inboxTable.key(consumer, id).id));
    if (fresh.length === 0) return undefined;
    const result = await effect(transaction, fresh);
    const at = clock.nowMs();
    transaction.write(
      fresh.map(({ id: messageId }) => ({
        write: 'insert',
        table: inboxTable,
        row: { consumer, messageId, at },
        version: 1,
      })),
    );
    return result;
  });
}

/**
 * Forgets marks older than `keepMs`, in bounded transactions. A message that is delivered again after that has its effect
 * again, so the time has to be longer than any broker holds a message. Answers how many.
 */
export async function sweepInbox(store: Store, nowMs: number, keepMs: number): Promise<number> {
  const old = { column: 'at', operator: '<=', value: nowMs - keepMs } as const;
  for (let swept = 0; ; ) {
    const found = await store.transact(async (transaction) => {
      const rows = await transaction.find(inboxTable, [old], OLDEST_FIRST);
      transaction.write(
        rows.map(({ row, version }) => ({
          write: 'delete',
          table: inboxTable,
          key: inboxTable.keyOf(row),
          expectedVersion: version,
        })),
      );
      return rows.length;
    });
    swept += found;
    if (found < SWEEP_CHUNK) return swept;
  }
}
