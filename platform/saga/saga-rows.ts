import type { Stored, Transaction, Write } from '../store/store.ts';
import type { LogEntry } from './saga-state.ts';
import { eventOf, leases, type SagaLogRow, type SagaRow, sagaLog } from './tables.ts';

// Log entries and leases as rows.

const MAX_ERROR_LENGTH = 2_000;

/** Owners that hold a lease. */
export async function ownersAlive(transaction: Transaction): Promise<Set<string>> {
  const alive = await transaction.find(leases, [], { limit: 1000 });
  return new Set(alive.map(({ row }) => row.owner));
}

/** A log entry as a row. */
export function logRow({ row, sequence }: { row: SagaRow; sequence: number }, { atMs, ...entry }: LogEntry): Write {
  const logged: SagaLogRow = {
    sagaId: row.sagaId,
    sequence,
    at: atMs,
    ...entry,
    // Errors carry text from everywhere. Whatever is in it, the transition itself has to be written.
    error: entry.error.replaceAll('\u0000', '\ufffd').slice(0, MAX_ERROR_LENGTH),
    traceId: row.traceId,
  };
  return { write: 'append', table: sagaLog, row: logged };
}

export function entryOf(row: SagaLogRow): LogEntry {
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
