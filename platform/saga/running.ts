import { HandedOver } from './begin-failures.ts';
import type { SagaEngineOptions } from './saga-engine-options.ts';
import type { Held } from './saga-logs.ts';
import type { SagaStatus } from './saga-view.ts';

// A saga in the memory of the host that runs it, and who waits for it there.

export interface Running {
  held: Held;
  /** When its latest transition was made. */
  sinceMs: number;
  /** Identifies the attempt that is out; an answer to another one comes too late. */
  attempt: object | undefined;
  overdueAtMs: number;
  /** Ends a wait: for the next attempt, for a time, or for a database that is away. */
  cancelWait: (() => void) | undefined;
  /** A transition is on its way into the log: until it is there nothing else happens to the saga. */
  isWriting: boolean;
  /** The answer to the attempt that is out, where it came while earlier transitions were on their way into the log. */
  answeredMeanwhile: (() => void) | undefined;
  /** It has been reported that the saga is past its deadline. */
  isLate: boolean;
  readonly onFirstAnswer: { resolve(reply: unknown): void; reject(error: Error): void }[];
  readonly onEnd: Set<() => void>;
}

/** How a saga in flight on this host stands. */
export interface InFlight {
  readonly definition: string;
  readonly status: SagaStatus;
  readonly step: string;
  readonly ageMs: number;
  readonly isLate: boolean;
}

export function* inFlight(running: Iterable<Running>, nowMs: number): Generator<InFlight> {
  for (const { held, isLate } of running) {
    const { definition, state, row } = held;
    const step = definition.steps[state.at]?.name ?? '';
    yield { definition: definition.name, status: state.status, step, ageMs: nowMs - row.createdAt, isLate };
  }
}

/** Runs what the journal holds. Whoever waited for the saga as it ran before waits on. */
export function runInPlaceOf(before: Running | undefined, held: Held, nowMs: number): Running {
  if (before !== undefined) abandon(before);
  return {
    held,
    sinceMs: nowMs,
    attempt: undefined,
    overdueAtMs: 0,
    cancelWait: undefined,
    isWriting: false,
    answeredMeanwhile: undefined,
    isLate: before?.isLate ?? false,
    onFirstAnswer: before?.onFirstAnswer ?? [],
    onEnd: before?.onEnd ?? new Set(),
  };
}

/** What the saga waits for does not concern it any more. */
export function abandon(running: Running): void {
  running.cancelWait?.();
  running.cancelWait = undefined;
  running.attempt = undefined;
}

/** Tells those who wait that there is nothing more to come from here. */
export function finish({ held, onFirstAnswer, onEnd }: Running): void {
  for (const waiting of onFirstAnswer.splice(0)) waiting.reject(new HandedOver(held.row.sagaId));
  for (const tell of onEnd) tell();
}

/** Tells of a saga that is past its deadline, once. */
export function reportLate(running: Running, nowMs: number, tell: SagaEngineOptions['onLate']): void {
  if (running.isLate) return;
  running.isLate = true;
  const { definition, sagaId, createdAt } = running.held.row;
  tell?.(definition, sagaId, nowMs - createdAt);
}
