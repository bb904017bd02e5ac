import { AssertionError, unreachable } from '../kernel/assert.ts';
import { type Failure, type SagaDefinition, type Step, UNDO_ATTEMPTS } from './definition.ts';
import type { SagaStatus } from './saga-view.ts';

// Where a saga stands, folded from its log. `decide` says what an answer means, `evolve` what a log entry does; the
// engine runs both, recovery only the second, so a saga that was resumed stands exactly where it stood.

export type SagaEvent =
  | 'started'
  | 'step_completed'
  | 'step_refused'
  | 'step_unanswered'
  | 'step_given_up'
  | 'step_undone'
  | 'undo_refused'
  | 'undo_unanswered'
  | 'undo_given_up'
  | 'expired'
  | 'resumed'
  | 'set_aside'
  | 'operator_retry'
  | 'operator_compensate';

export interface LogEntry {
  readonly event: SagaEvent;
  /** Name of the step, empty for entries of the saga as a whole. */
  readonly step: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Kind of refusal, cause of silence, or who acted and why; empty otherwise. */
  readonly error: string;
  readonly atMs: number;
}

export interface SagaState {
  readonly status: SagaStatus;
  readonly direction: 'forward' | 'backward';
  /** Index of the step that is being sent or undone. */
  readonly at: number;
  readonly attempt: number;
  readonly failure: Failure | undefined;
  /** When the latest attempt went unanswered: what a backoff is counted from, through restarts too. */
  readonly silentAtMs: number | undefined;
  /** What the status was when the saga was set aside, because no host could make sense of its log. */
  readonly aside: SagaStatus | undefined;
  /** Undos that were refused or never answered: a person has to look at what they left behind. */
  readonly leftBehind: readonly string[];
  /** When each completed step was completed, by index. */
  readonly completedAtMs: readonly number[];
  /**
   * Index of the furthest step that another host may have sent without having logged that it came so far; -1 where
   * nobody else ran the saga. Whatever unwinds it begins there: an undo of what was never sent leaves a tombstone.
   */
  readonly mayHaveSent: number;
}

/** What came back for the step that a saga waits for. */
export type Answer =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly refusal: string }
  | { readonly kind: 'silence'; readonly cause: string };

export const INITIAL: SagaState = {
  status: 'pending',
  direction: 'forward',
  at: 0,
  attempt: 1,
  failure: undefined,
  silentAtMs: undefined,
  aside: undefined,
  leftBehind: [],
  completedAtMs: [],
  mayHaveSent: -1,
};

const STARTED: SagaState = { ...INITIAL, status: 'in_progress' };

export function hasEnded(state: SagaState): boolean {
  return state.status === 'completed' || state.status === 'compensated' || state.status === 'parked';
}

/** What an answer to the current step adds to the log. */
export function decide(definition: SagaDefinition<never>, state: SagaState, answer: Answer, atMs: number): LogEntry {
  const step = stepAt(definition, state.at);
  return {
    event: eventAfter(answer, step, state),
    step: step.name,
    attempt: state.attempt,
    error: errorOf(answer),
    atMs,
  };
}

function eventAfter({ kind }: Answer, { retry }: Step<never>, { direction, attempt }: SagaState): SagaEvent {
  const forward = direction === 'forward';
  switch (kind) {
    case 'accepted':
      return forward ? 'step_completed' : 'step_undone';
    case 'refused':
      return forward ? 'step_refused' : 'undo_refused';
    case 'silence': {
      if (!forward) return attempt < UNDO_ATTEMPTS ? 'undo_unanswered' : 'undo_given_up';
      const last = retry.kind === 'gives_up' && attempt >= retry.attempts;
      return last ? 'step_given_up' : 'step_unanswered';
    }
    default:
      return unreachable(kind);
  }
}

function errorOf(answer: Answer): string {
  if (answer.kind === 'accepted') return '';
  return answer.kind === 'refused' ? answer.refusal : answer.cause;
}

/** A log that the definition of its saga cannot have written: somebody changed the one under the other. */
export class UnfitLog extends Error {
  override readonly name = 'UnfitLog';
}

/** What a log entry makes of a saga. @throws UnfitLog */
export function evolve(definition: SagaDefinition<never>, state: SagaState, entry: LogEntry): SagaState {
  if (OF_A_STEP.has(entry.event)) requireStep(definition, state, entry);
  switch (entry.event) {
    case 'started':
      return STARTED;
    case 'resumed':
      return afterAnotherHost(definition, state);
    case 'step_completed':
      return completed(definition, state, entry.atMs);
    case 'step_unanswered':
    case 'undo_unanswered':
      return { ...state, attempt: state.attempt + 1, silentAtMs: entry.atMs };
    case 'step_refused':
      // Past the pivot nothing is undone, and what was promised is not over unless it was done: a refusal is for a person.
      // Before the pivot, and at one that nothing was promised of, a refused step did nothing.
      if (state.at > definition.pivot || definition.isPromised)
        return { ...state, status: 'parked', leftBehind: [entry.step] };
      return unwindFrom(definition, state, state.at - 1, { step: entry.step, kind: entry.error });
    case 'step_given_up':
      return unwindFrom(definition, state, state.at, { step: entry.step, kind: 'unanswered' });
    case 'expired':
      return unwindFrom(definition, state, state.at, { step: entry.step, kind: 'expired' });
    case 'operator_compensate':
      return unwindFrom(definition, afterAnotherHost(definition, state), state.at, {
        step: entry.step,
        kind: 'operator',
      });
    case 'step_undone':
      return undoNext(definition, state, state.at - 1);
    case 'undo_refused':
    case 'undo_given_up':
      return undoNext(definition, { ...state, leftBehind: [...state.leftBehind, entry.step] }, state.at - 1);
    case 'set_aside':
      return { ...state, status: 'parked', aside: state.status };
    case 'operator_retry':
      return retried(definition, afterAnotherHost(definition, state));
    default:
      return unreachable(entry.event);
  }
}

/** Where a saga stands after all entries of its log. */
export function fold(definition: SagaDefinition<never>, log: readonly LogEntry[]): SagaState {
  return log.reduce((state, entry) => evolve(definition, state, entry), INITIAL);
}

const OF_A_STEP: ReadonlySet<SagaEvent> = new Set([
  'step_completed',
  'step_refused',
  'step_unanswered',
  'step_given_up',
  'step_undone',
  'undo_refused',
  'undo_unanswered',
  'undo_given_up',
  'expired',
]);

function requireStep(definition: SagaDefinition<never>, state: SagaState, { event, step }: LogEntry): void {
  const expected = definition.steps[state.at]?.name;
  if (step === expected) return;
  const stands = expected === undefined ? 'is past its last step' : `stands at "${expected}"`;
  throw new UnfitLog(`the log says ${event} of "${step}" where a saga of ${definition.name} ${stands}`);
}

/** True while a saga can still be unwound, by a person or by its deadline: nothing of the pivot has been sent. */
export function canUnwind(definition: SagaDefinition<never>, state: SagaState): boolean {
  return state.status === 'in_progress' && state.direction === 'forward' && state.at < definition.pivot;
}

export function stepAt(definition: SagaDefinition<never>, index: number): Step<never> {
  const step = definition.steps[index];
  if (step === undefined) throw new AssertionError(`step ${index} of ${definition.name} is missing`);
  return step;
}

function completed({ steps }: SagaDefinition<never>, state: SagaState, atMs: number): SagaState {
  const at = state.at + 1;
  const status = at < steps.length ? state.status : 'completed';
  // Field by field: the copies of a copy by spread are each of a shape of their own to the engine of Node 20.
  const { direction, failure, silentAtMs, aside, leftBehind, mayHaveSent } = state;
  const completedAtMs = [...state.completedAtMs, atMs];
  return { status, direction, at, attempt: 1, failure, silentAtMs, aside, leftBehind, completedAtMs, mayHaveSent };
}

function unwindFrom(definition: SagaDefinition<never>, state: SagaState, from: number, failure: Failure): SagaState {
  const unwinding: SagaState = { ...state, status: 'compensating', direction: 'backward', failure };
  return undoNext(definition, unwinding, Math.max(from, state.mayHaveSent));
}

/** Whoever had the saga before may have sent every step up to the pivot; the pivot itself only from a log that leads to it. */
function afterAnotherHost(definition: SagaDefinition<never>, state: SagaState): SagaState {
  if (state.direction === 'backward' || state.at >= definition.pivot) return state;
  return { ...state, mayHaveSent: definition.pivot - 1 };
}

/**
 * Whether the next step may be sent before this entry is durable. If it is lost, whoever takes the saga over sends the
 * same steps again, with the same ids, and is answered as the first time was. Not so the pivot: a saga that may have sent
 * it must not unwind, and once it was accepted others act upon what was decided, so that asked again it might be refused.
 * What led to it is logged before it is sent, and its answer before anything follows; so is all that is not plain progress.
 */
export function mayFollow({ pivot, steps }: SagaDefinition<never>, entry: LogEntry, next: SagaState): boolean {
  if (entry.event !== 'step_completed' || next.status !== 'in_progress') return false;
  if (next.at === pivot || next.at === pivot + 1) return false;
  return steps[next.at]?.untilMs === undefined;
}

/** Last in, first out, past the steps that leave nothing behind. */
function undoNext(definition: SagaDefinition<never>, state: SagaState, from: number): SagaState {
  let at = from;
  while (at >= 0 && stepAt(definition, at).undo === undefined) at -= 1;
  if (at >= 0) return { ...state, at, attempt: 1 };
  return { ...state, at, attempt: 1, status: state.leftBehind.length === 0 ? 'compensated' : 'parked' };
}

/** A parked saga tries again what was refused or left behind; a running one sends its step at once. */
function retried(definition: SagaDefinition<never>, state: SagaState): SagaState {
  if (state.aside !== undefined) return { ...state, status: state.aside, aside: undefined, attempt: 1 };
  if (state.status !== 'parked') return { ...state, attempt: 1 };
  if (state.direction === 'forward') return { ...state, status: 'in_progress', attempt: 1, leftBehind: [] };
  const last = Math.max(...state.leftBehind.map((name) => definition.steps.findIndex((step) => step.name === name)));
  if (last < 0) throw new UnfitLog(`a saga of ${definition.name} is parked without a step to retry`);
  // Undos are idempotent: what lies below the refused one is undone again and answers as it did the first time.
  return { ...state, status: 'compensating', at: last, attempt: 1, leftBehind: [] };
}
