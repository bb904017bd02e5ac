import type { SagaDefinition } from './definition.ts';
import { narrow } from './narrow.ts';
import { operatorEntries } from './operator-entries.ts';
import { entryOf, wholeLog } from './saga-rows.ts';
import { evolve, INITIAL, type LogEntry, type SagaState } from './saga-state.ts';
import type { SagaStatus, SagaView, StepStatus, StepView } from './saga-view.ts';
import type { SagaLogEntry, SagaRow } from './tables.ts';

// Folds a saga's log into what a person sees: each step with its attempts, times and errors.

interface Step {
  name: string;
  status: StepStatus;
  attempts: number;
  startedAtMs?: number;
  endedAtMs?: number;
  error?: string;
}

/** The view of a saga. Of one whose definition this host does not know, or that does not fit, what its log says alone. */
export function viewOf(
  row: SagaRow,
  log: readonly SagaLogEntry[],
  definitions: ReadonlyMap<string, SagaDefinition<never>>,
): SagaView {
  const whole = wholeLog(row, log);
  const entries = whole.map(({ sagaId: _sagaId, at, ...entry }) => ({ ...entry, atMs: at }));
  return {
    sagaId: row.sagaId,
    name: row.definition,
    status: row.status as SagaStatus,
    subjectId: row.subjectId,
    traceId: row.traceId,
    steps: stepsShown(row, whole, definitions.get(row.definition)),
    log: entries,
    actions: operatorEntries(entries),
  };
}

function stepsShown(
  { data }: SagaRow,
  log: readonly SagaLogEntry[],
  definition: SagaDefinition<never> | undefined,
): StepView[] {
  if (definition === undefined) return stepsLogged(log);
  try {
    return stepsOf(narrow(definition, data), log);
  } catch {
    return stepsLogged(log); // Whoever runs it sets it aside and reports why; who looks at a page must see the others.
  }
}

function stepsLogged(log: readonly SagaLogEntry[]): StepView[] {
  const names = new Set(log.map(({ step }) => step).filter((name) => name !== ''));
  const steps: Step[] = [...names].map((name) => ({ name, status: 'pending', attempts: 0 }));
  for (const row of log) {
    const step = steps.find(({ name }) => name === row.step);
    if (step !== undefined) mark(step, entryOf(row), row.at);
  }
  return steps;
}

function stepsOf(definition: SagaDefinition<never>, log: readonly SagaLogEntry[]): StepView[] {
  const steps: Step[] = definition.steps.map(({ name }) => ({ name, status: 'pending', attempts: 0 }));
  let state = INITIAL;
  for (const row of log) {
    const entry = entryOf(row);
    const step = steps.find(({ name }) => name === row.step);
    if (step !== undefined) mark(step, entry, row.at);
    const next = evolve(definition, state, entry);
    begin(steps, state, next, row.at);
    state = next;
  }
  return steps;
}

/** The step that a transition arrives at begins with it. */
function begin(steps: readonly Step[], before: SagaState, after: SagaState, atMs: number): void {
  const moved = before.at !== after.at || before.status === 'pending' || before.status === 'parked';
  const running = after.status === 'in_progress';
  const step = steps[after.at];
  if (!moved || !running || step === undefined) return;
  step.status = 'in_progress';
  step.attempts = 1;
  step.startedAtMs ??= atMs;
  delete step.endedAtMs;
}

function mark(step: Step, { event, attempt, error }: LogEntry, atMs: number): void {
  if (event === 'step_completed') {
    Object.assign(step, { status: 'completed', attempts: attempt, endedAtMs: atMs });
    // What went wrong on the way is in the log. Nobody has to look into a step that was done in the end.
    delete step.error;
  } else if (event === 'step_undone') Object.assign(step, { status: 'compensated', endedAtMs: atMs });
  else if (event === 'step_unanswered') Object.assign(step, { attempts: attempt + 1, error });
  else if (event === 'undo_unanswered' || event === 'undo_refused' || event === 'undo_given_up') step.error = error;
  else if (event === 'step_refused' || event === 'step_given_up' || event === 'expired') {
    Object.assign(step, { status: 'failed', attempts: attempt, endedAtMs: atMs, error });
  }
}
