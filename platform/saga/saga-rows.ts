import { present } from '../kernel/assert.ts';
import type { Stored, Transaction, Write } from '../store/store.ts';
import type { LogEntry } from './saga-state.ts';
import { eventOf, leases, type SagaLogEntry, type SagaLogRow, type SagaRow, sagaLog } from './tables.ts';

// Log entries and leases as rows.

const MAX_ERROR_LENGTH = 2_000;

/** Owners that hold a lease. */
export async function ownersAlive(transaction: Transaction): Promise<Set<string>> {
  const alive = await transaction.find(leases, [], { limit: 1000 });
  return new Set(alive.map(({ row }) => row.owner));
}

/** How every log begins. A saga's own row says it until the first of its transitions is written. */
export function startedAt(atMs: number): LogEntry {
  return { event: 'started', step: '', attempt: 1, error: '', atMs };
}

/** Log entries as one row, behind as many as are durable. */
export function logRow(
  { row, sequence }: { readonly row: SagaRow; readonly sequence: number },
  entries: readonly LogEntry[],
): Write {
  const { event, step, attempt, error, atMs } = storable(present(entries[0], 'what a saga logs'));
  const logged: SagaLogRow = {
    sagaId: row.sagaId,
    sequence: sequence + 1,
    at: atMs,
    event,
    step,
    attempt,
    error,
    traceId: row.traceId,
    more: entries.length === 1 ? null : entries.slice(1).map(storable),
  };
  return { write: 'append', table: sagaLog, row: logged };
}

/** Errors carry text from everywhere. Whatever is in it, the transition itself has to be written. */
function storable(entry: LogEntry): LogEntry {
  if (entry.error === '') return entry;
  const error = entry.error.replaceAll('\u0000', '\ufffd').slice(0, MAX_ERROR_LENGTH).toWellFormed();
  return { ...entry, error };
}

/** The transitions of a row. */
export function entriesIn({ more, ...first }: SagaLogRow): SagaLogEntry[] {
  if (more === null) return [first];
  const { sagaId, sequence, traceId } = first;
  return [
    first,
    ...more.map(({ atMs, ...entry }, index) => ({
      sagaId,
      sequence: sequence + index + 1,
      at: atMs,
      ...entry,
      traceId,
    })),
  ];
}

/**
 * What a saga's row says in place of its log: that it was started, while none of its transitions is written. One that has
 * slept, turned back or ended has a log, and its row stands for nothing.
 */
export function unlogged({ status, createdAt }: SagaRow, log: readonly SagaLogEntry[]): LogEntry[] {
  return log.length === 0 && status === 'in_progress' ? [startedAt(createdAt)] : [];
}

/** The log of a saga, with what its row says in place of it. */
export function wholeLog(row: SagaRow, log: readonly SagaLogEntry[]): readonly SagaLogEntry[] {
  const { sagaId, traceId } = row;
  const said = unlogged(row, log).map(({ atMs, ...entry }) => ({ sagaId, sequence: 1, at: atMs, ...entry, traceId }));
  return [...said, ...log];
}

export function entryOf(row: SagaLogEntry): LogEntry {
  return { event: eventOf(row), step: row.step, attempt: row.attempt, error: row.error, atMs: row.at };
}

type Lease = { readonly owner: string; readonly expiresAt: number };

export function putLease(own: Stored<Lease> | undefined, row: Lease): Write {
  if (own === undefined) return { write: 'insert', table: leases, row, version: 1 };
  return { write: 'update', table: leases, row, version: own.version + 1, expectedVersion: own.version };
}

export function removeLease({ row, version }: Stored<Lease>): Write {
  return { write: 'delete', table: leases, key: leases.key(row.owner), expectedVersion: version };
}
