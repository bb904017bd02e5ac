import { present } from '../kernel/assert.ts';
import { readLogs } from '../store/read-logs.ts';
import type { Stored, Transaction, Write } from '../store/store.ts';
import type { SagaDefinition } from './definition.ts';
import { narrow } from './narrow.ts';
import { entriesIn, entryOf, logRow, unlogged, wholeLog } from './saga-rows.ts';
import { fold, type LogEntry, type SagaState, UnfitLog } from './saga-state.ts';
import { type SagaLogEntry, type SagaRow, sagaLog, sagas } from './tables.ts';

// Sagas read back from their logs.

/** A saga in the hands of this host. */
export interface Held {
  readonly row: SagaRow;
  /** Version of the saga's row. */
  readonly version: number;
  /** Log entries that are durable. */
  readonly sequence: number;
  /** Those that are not yet: they are written with the next entry that has to be. */
  readonly unlogged: readonly LogEntry[];
  /** Only the steps that apply to the saga's data. */
  readonly definition: SagaDefinition<never>;
  readonly state: SagaState;
}

/** The saga as its log leaves it. @throws UnfitLog, and whatever its definition throws at data of another version. */
export function heldOf(
  { row, version }: Stored<SagaRow>,
  log: readonly SagaLogEntry[],
  definitions: ReadonlyMap<string, SagaDefinition<never>>,
): Held {
  const definition = narrow(present(definitions.get(row.definition), `saga definition ${row.definition}`), row.data);
  if (log.some(({ sequence }, index) => sequence !== index + 1)) {
    throw new UnfitLog(`the log of saga ${row.sagaId} has gaps`);
  }
  const whole = wholeLog(row, log);
  if (whole.length === 0) throw new UnfitLog(`saga ${row.sagaId} is ${row.status}, and its log is gone`);
  const state = fold(definition, whole.map(entryOf));
  return { row, version, definition, sequence: log.length, unlogged: unlogged(row, log), state };
}

/** As `heldOf`, with the error as a value: of many sagas only the one at fault must fail. */
export function fitting(...read: Parameters<typeof heldOf>): Held | Error {
  try {
    return heldOf(...read);
  } catch (error) {
    return error as Error;
  }
}

/** Parks a saga of which its definition can make no sense, so that it is seen and keeps nobody from the others. */
export function setAside(
  { row, version }: Stored<SagaRow>,
  log: readonly SagaLogEntry[],
  { message }: Error,
  atMs: number,
): Write[] {
  const parked: SagaRow = { ...row, status: 'parked', endedAt: atMs, wakeAt: null };
  return [
    {
      write: 'update',
      table: sagas,
      row: parked,
      version: version + 1,
      expectedVersion: version,
      before: row,
    },
    logRow({ row, sequence: log.at(-1)?.sequence ?? 0 }, [
      ...unlogged(row, log),
      { event: 'set_aside', step: '', attempt: 1, error: message, atMs },
    ]),
  ];
}

/** The whole log of each saga. One that has waited through a long outage has thousands of entries. */
export async function logsOf(
  transaction: Transaction,
  sagaIds: readonly string[],
  pageSize: number,
): Promise<Map<string, SagaLogEntry[]>> {
  const rows = await readLogs(transaction, { log: sagaLog, id: 'sagaId', pageSize }, sagaIds);
  return new Map([...rows].map(([sagaId, own]) => [sagaId, own.flatMap(entriesIn)]));
}
