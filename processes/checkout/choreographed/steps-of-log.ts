import type { StepStatus, StepView } from '../../../platform/saga/saga-view.ts';
import { checkout } from '../checkout.saga.ts';
import type { CheckoutData } from '../checkout-data.ts';
import { type Context, contextOf, stepsFor } from './contexts.ts';
import type { EventName } from './events.ts';
import { type Act, PARTICIPANTS } from './participants.ts';
import type { CheckoutLogRow } from './tables.ts';

// Folds the events of a checkout into what a person sees of its steps: the same steps as in the orchestrated checkout. An
// event that sets a context to work begins its steps, the context's answer ends them.

interface Step {
  readonly name: string;
  readonly kind: Act;
  readonly context: Context;
  status: StepStatus;
  attempts: number;
  startedAtMs?: number;
  endedAtMs?: number;
  error?: string;
}

type Told = 'done' | 'refused';

export function stepsOfLog(data: CheckoutData, log: readonly CheckoutLogRow[]): StepView[] {
  const steps = stepsFor(data).map(
    ({ name, kind }): Step => ({ name, kind, context: contextOf(name), status: 'pending', attempts: 0 }),
  );
  for (const row of log) {
    for (const { context, act } of startedBy(row.event)) if (act !== 'undo') begin(stepsOf(steps, context, act), row);
    for (const { context, act, told } of answeredBy(row)) {
      if (act === 'undo') undo(steps, context, row, told);
      else end(stepsOf(steps, context, act), row, told);
    }
    if (row.event === 'checkout.failed') failUnanswered(steps, row);
  }
  return steps.map(({ kind: _kind, context: _context, ...view }) => view);
}

function stepsOf(steps: readonly Step[], context: Context, act: Act): readonly Step[] {
  return steps.filter((step) => step.context === context && step.kind === act);
}

function startedBy(event: string): { context: Context; act: Act }[] {
  return PARTICIPANTS.flatMap(({ context, hears }) => {
    const act = hears[event as EventName];
    return act === undefined ? [] : [{ context, act }];
  });
}

/** One event may stand for answers to several acts: a refused step tells which one it was. */
function answeredBy(row: CheckoutLogRow): { context: Context; act: Act; told: Told }[] {
  const refusedKind = kindOf(row.step);
  return PARTICIPANTS.flatMap(({ context, answers }) =>
    Object.entries(answers).flatMap(([name, { done, refused }]) => {
      const act = name as Act;
      const isRefused =
        refused === row.event && contextOf(row.step) === context && (act === 'undo' || act === refusedKind);
      const told: Told | undefined = isRefused ? 'refused' : done === row.event ? 'done' : undefined;
      return told === undefined ? [] : [{ context, act, told }];
    }),
  );
}

function kindOf(name: string): Act | undefined {
  return checkout.steps.find((step) => step.name === name)?.kind;
}

function begin(steps: readonly Step[], { at }: CheckoutLogRow): void {
  for (const step of steps) {
    // A step that was refused past the pivot begins again when a person has had it tried again.
    if (step.status !== 'pending' && step.status !== 'failed') continue;
    step.status = 'in_progress';
    step.attempts = 1;
    step.startedAtMs ??= at;
    delete step.endedAtMs;
    delete step.error;
  }
}

function end(steps: readonly Step[], { at, step: refused, error, attempts }: CheckoutLogRow, told: Told): void {
  for (const step of steps) {
    if (step.status !== 'in_progress') continue;
    step.attempts = attempts;
    step.endedAtMs = at;
    if (told === 'done' || step.name !== refused) {
      step.status = 'completed';
      continue;
    }
    Object.assign(step, { status: 'failed', error });
    return;
  }
}

function undo(steps: readonly Step[], context: Context, row: CheckoutLogRow, told: Told): void {
  for (const step of stepsOf(steps, context, 'step')) {
    if (told === 'refused' && step.name === row.step) {
      step.error = row.error;
      continue;
    }
    const isUndoable = checkout.steps.find(({ name }) => name === step.name)?.undo !== undefined;
    if (!isUndoable || step.status === 'failed' || step.status === 'pending') continue;
    Object.assign(step, { status: 'compensated', endedAtMs: row.at });
  }
}

/** A checkout that nobody answered in time, or that a person stopped, failed at a step that has not ended. */
function failUnanswered(steps: readonly Step[], { step: name, error, at }: CheckoutLogRow): void {
  const step = steps.find((other) => other.name === name);
  if (step?.status === 'in_progress') Object.assign(step, { status: 'failed', error, endedAtMs: at });
}
