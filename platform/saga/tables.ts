import { instant, integer, json, ledger, nullable, table, text, uuid } from '../store/table.ts';
import type { LogEntry, SagaEvent } from './saga-state.ts';

/** One row per saga. It changes only when the saga changes hands, sleeps, turns back or ends; its log tells the rest. */
export const sagas = table('sagas', {
  key: { sagaId: uuid },
  columns: {
    definition: text,
    subjectId: text,
    status: text,
    data: json<unknown>(),
    traceId: text,
    owner: text,
    createdAt: instant,
    endedAt: nullable(instant),
    wakeAt: nullable(instant),
  },
});

/** The owner of a saga that sleeps until `wakeAt`: no host's, so that it costs no memory, and nobody's orphan. */
export const ASLEEP = 'asleep';

/**
 * The durable log. The key is the fence: sequence numbers have no gaps, so of two hosts that both believe to run a
 * saga only one can append the next entry, and the other learns that the saga is no longer its own.
 */
export const sagaLog = ledger('saga_log', {
  key: { sagaId: uuid, sequence: integer },
  columns: {
    at: instant,
    event: text,
    step: text,
    attempt: integer,
    error: text,
    traceId: text,
    more: nullable(json<readonly LogEntry[]>()),
  },
});

/** Who is alive. A host renews its lease; sagas whose owner has none are taken over. */
export const leases = table('leases', {
  key: { owner: text },
  columns: { expiresAt: instant },
});

export interface SagaRow {
  readonly sagaId: string;
  readonly definition: string;
  readonly subjectId: string;
  readonly status: string;
  readonly data: unknown;
  readonly traceId: string;
  readonly owner: string;
  readonly createdAt: number;
  readonly endedAt: number | null;
  /** When a sleeping saga is to be woken; null for one that is awake or has ended. */
  readonly wakeAt: number | null;
}

/** One transition of a saga. */
export interface SagaLogEntry {
  readonly sagaId: string;
  readonly sequence: number;
  readonly at: number;
  readonly event: string;
  readonly step: string;
  readonly attempt: number;
  readonly error: string;
  readonly traceId: string;
}

/** Transitions that were written together. */
export interface SagaLogRow extends SagaLogEntry {
  /** Those behind the first, in order; their sequence numbers follow on its own. */
  readonly more: readonly LogEntry[] | null;
}

export function eventOf(row: SagaLogEntry): SagaEvent {
  return row.event as SagaEvent;
}
