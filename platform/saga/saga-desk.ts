import type { Filter } from '../store/store.ts';
import type { SagaDefinition } from './definition.ts';
import { viewOf } from './saga-fold.ts';
import type { SagaJournal } from './saga-journal.ts';
import type { Held } from './saga-logs.ts';
import { canUnwind, hasEnded, type LogEntry } from './saga-state.ts';
import { isRunning, type OperatorAction, type OperatorOutcome, type Sagas } from './saga-view.ts';

// Where people look at sagas and steer them.

export interface DeskOptions {
  readonly journal: SagaJournal;
  readonly definitions: ReadonlyMap<string, SagaDefinition<never>>;
  /** Takes the saga over with the entry, whoever runs it, and has it run here. */
  seize(
    sagaId: string,
    entryFor: (held: Held, atMs: number) => LogEntry | undefined,
  ): Promise<'done' | 'not_found' | 'not_possible'>;
}

export function sagaDesk({ journal, definitions, seize }: DeskOptions): Sagas {
  const act = (
    { sagaId, who, why }: OperatorAction,
    event: 'operator_retry' | 'operator_compensate',
    isPossible: (held: Held) => boolean,
  ): Promise<OperatorOutcome> =>
    seize(sagaId, (held, atMs) => {
      if (!isPossible(held)) return undefined;
      const step = held.definition.steps[held.state.at]?.name ?? '';
      return { event, step, attempt: held.state.attempt, error: `${who}: ${why}`, atMs };
    });

  return {
    get: async (sagaId) => {
      const stored = await journal.read(sagaId);
      return stored === undefined ? undefined : viewOf(stored.row, stored.log, definitions);
    },
    list: async ({ status, name, before, limit }) => {
      const filters: Filter[] = [];
      if (status !== undefined) filters.push({ column: 'status', operator: '=', value: status });
      // Few run among any number that have ended: they are looked for among those that have not.
      if (status !== undefined && isRunning(status)) filters.push({ column: 'endedAt', operator: '=', value: null });
      if (name !== undefined) filters.push({ column: 'definition', operator: '=', value: name });
      if (before !== undefined) filters.push({ column: 'sagaId', operator: '<', value: before });
      const found = await journal.list(filters, limit + 1);
      const page = found.slice(0, limit).map(({ row, log }) => viewOf(row, log, definitions));
      return { sagas: page, more: found.length > limit };
    },
    retry: (action) => act(action, 'operator_retry', ({ state }) => state.status === 'parked' || !hasEnded(state)),
    compensate: (action) => act(action, 'operator_compensate', ({ definition, state }) => canUnwind(definition, state)),
  };
}
