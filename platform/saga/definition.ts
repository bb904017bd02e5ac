import { assert } from '../kernel/assert.ts';
import type { Call } from '../rpc/contract.ts';

// A saga is data: named steps in order, so that it can be run, tested, simulated and drawn. Steps before the pivot can
// be undone, the pivot decides, steps after it are sent until they are answered. A saga that begins with its pivot has
// nothing to undo: what it does was promised before it began, and it is never over without having done it. A definition
// without a pivot, with a step that lacks its undo, or with a forward step that gives up does not compile.

/**
 * What a step sends: one call, or several at once of which all must be accepted. Only a step that leaves nothing behind
 * and one that is never undone may send several: when one of them is refused, another may have been accepted.
 */
export type Sent = Call | readonly Call[];

export interface Backoff {
  /** Time for one attempt. An answer that comes later goes nowhere: the step is sent again and gives it again. */
  readonly timeoutMs: number;
  /** Wait before the second attempt; doubled for each further one, with full jitter, up to `maxDelayMs`. */
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** Gives up after some attempts; what was sent is then undone, because its outcome is not known. */
export interface GivesUp extends Backoff {
  readonly kind: 'gives_up';
  readonly attempts: number;
}

/** Sends until there is an answer. */
export interface UntilAnswered extends Backoff {
  readonly kind: 'until_answered';
}

/** Outlasts a module that is away for half a minute: with jitter, thirty attempts take a minute and more. */
export const thenGiveUp: GivesUp = {
  kind: 'gives_up',
  attempts: 30,
  timeoutMs: 10_000,
  firstDelayMs: 100,
  maxDelayMs: 5_000,
};
export const untilAnswered: UntilAnswered = {
  kind: 'until_answered',
  timeoutMs: 10_000,
  firstDelayMs: 100,
  maxDelayMs: 30_000,
};

/**
 * An undo that nobody answers must not hold up the undos below it for ever. After this many attempts, minutes, it is
 * left behind; the saga goes on undoing and is parked with it at its end.
 */
export const UNDO_ATTEMPTS = 60;

/** Time for a saga to get past its pivot, where its definition says nothing else. */
const DEFAULT_DEADLINE_MS = 120_000;

/**
 * Why a saga unwinds: the step that failed, and the kind of its refusal: "unanswered" when it gave up, "expired" when
 * the saga's deadline passed, "operator" when a person unwound it.
 */
export interface Failure {
  readonly step: string;
  readonly kind: string;
}

/** When a step that came before was completed, in milliseconds since the Unix epoch. */
export type CompletedAtMs = (step: string) => number;

/**
 * Says by a saga's data whether a step belongs to it. The data of a saga never changes and is read back from JSON: the
 * answer has to be the same at each time, on each host.
 */
export type When<Data> = (data: Data) => boolean;

/** Says that a step leaves nothing behind. */
export const nothingToUndo = 'nothing to undo';

/** When a wait is over, in milliseconds since the Unix epoch: by the data and by when earlier steps were completed. */
export type UntilMs<Data> = (data: Data, completedAtMs: CompletedAtMs) => number;

export interface Step<Data> {
  readonly name: string;
  readonly kind: 'step' | 'pivot' | 'forward';
  readonly send: (data: Data, completedAtMs: CompletedAtMs) => Sent;
  readonly undo: ((data: Data, failure: Failure) => Call) | undefined;
  readonly retry: GivesUp | UntilAnswered;
  /** Whether the step is one of a saga with this data; undefined for one that always is. */
  readonly when: When<Data> | undefined;
  /** For a step that sends nothing and waits until a time; undefined for every other. */
  readonly untilMs: UntilMs<Data> | undefined;
}

export interface SagaDefinition<Data = unknown> {
  readonly name: string;
  readonly steps: readonly Step<Data>[];
  /** Index of the pivot among the steps. */
  readonly pivot: number;
  /** The saga begins with its pivot. A refusal there is for a person, as it is past the pivot of every other saga. */
  readonly isPromised: boolean;
  /**
   * Time from the beginning of a saga to its pivot. One that has not sent its pivot by then unwinds; one that has goes
   * on, and is reported as late.
   */
  readonly deadlineMs: number;
}

interface Undoable<Data> {
  send: (data: Data, completedAtMs: CompletedAtMs) => Call;
  undo: (data: Data, failure: Failure) => Call;
  retry: GivesUp | UntilAnswered;
  when?: When<Data>;
}

interface Traceless<Data> {
  send: (data: Data, completedAtMs: CompletedAtMs) => Sent;
  undo: typeof nothingToUndo;
  retry: GivesUp | UntilAnswered;
  when?: When<Data>;
}

interface Wait<Data> {
  untilMs: UntilMs<Data>;
  when?: When<Data>;
}

interface Start<Data> {
  step(name: string, step: Undoable<Data> | Traceless<Data>): BeforePivot<Data>;
  pivot(
    name: string,
    step: { send: (data: Data, completedAtMs: CompletedAtMs) => Call; retry: UntilAnswered },
  ): AfterPivot<Data>;
}

interface BeforePivot<Data> extends Start<Data> {
  /** Waits until a time, days if need be, through restarts. It leaves nothing behind. */
  wait(name: string, step: Wait<Data>): BeforePivot<Data>;
}

interface AfterPivot<Data> {
  /** Waits until a time, days if need be, through restarts. */
  wait(name: string, step: Wait<Data>): AfterPivot<Data>;
  forward(
    name: string,
    step: { send: (data: Data, completedAtMs: CompletedAtMs) => Sent; retry: UntilAnswered; when?: When<Data> },
  ): AfterPivot<Data>;
  build(): SagaDefinition<Data>;
}

/** Starts a definition. The name carries a version ("checkout.v1"): sagas in flight keep the one they began with. */
export function saga<Data>(
  name: string,
  { deadlineMs = DEFAULT_DEADLINE_MS }: { readonly deadlineMs?: number } = {},
): Start<Data> {
  const steps: Step<Data>[] = [];
  const add = (step: Step<Data>): void => {
    assert(!steps.some((other) => other.name === step.name), `saga ${name} has two steps named "${step.name}"`);
    steps.push(step);
  };
  const after: AfterPivot<Data> = {
    forward(stepName, { send, retry, when }) {
      add({ name: stepName, kind: 'forward', send, undo: undefined, retry, when, untilMs: undefined });
      return after;
    },
    wait(stepName, wait) {
      add(waitingStep(stepName, 'forward', wait));
      return after;
    },
    build: () => ({ name, steps, pivot: pivotOf(steps), isPromised: pivotOf(steps) === 0, deadlineMs }),
  };
  const before: BeforePivot<Data> = {
    step(stepName, { send, undo, retry, when }) {
      const undone = undo === nothingToUndo ? undefined : undo;
      add({ name: stepName, kind: 'step', send, undo: undone, retry, when, untilMs: undefined });
      return before;
    },
    wait(stepName, wait) {
      add(waitingStep(stepName, 'step', wait));
      return before;
    },
    pivot(stepName, { send, retry }) {
      add({ name: stepName, kind: 'pivot', send, undo: undefined, retry, when: undefined, untilMs: undefined });
      return after;
    },
  };
  return before;
}

function waitingStep<Data>(name: string, kind: 'step' | 'forward', { untilMs, when }: Wait<Data>): Step<Data> {
  return { name, kind, send: () => [], undo: undefined, retry: untilAnswered, when, untilMs };
}

/** Index of the pivot among the steps. */
export function pivotOf(steps: readonly Step<never>[]): number {
  return steps.findIndex(({ kind }) => kind === 'pivot');
}
