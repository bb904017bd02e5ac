import { HandedOver } from './begin-failures.ts';
import type { Held } from './saga-journal.ts';

// A saga in the memory of the host that runs it, and who waits for it there.

export interface Running {
  held: Held;
  /** Identifies the attempt that is out; an answer to another one comes too late. */
  attempt: object | undefined;
  overdueAtMs: number;
  cancelBackoff: (() => void) | undefined;
  readonly onFirstAnswer: { resolve(reply: unknown): void; reject(error: Error): void }[];
  readonly onEnd: (() => void)[];
}

/** Runs what the journal holds. Whoever waited for the saga as it ran before waits on. */
export function runInPlaceOf(before: Running | undefined, held: Held): Running {
  if (before !== undefined) abandon(before);
  return {
    held,
    attempt: undefined,
    overdueAtMs: 0,
    cancelBackoff: undefined,
    onFirstAnswer: before?.onFirstAnswer ?? [],
    onEnd: before?.onEnd ?? [],
  };
}

/** What the saga waits for does not concern it any more. */
export function abandon(running: Running): void {
  running.cancelBackoff?.();
  running.attempt = undefined;
}

/** Tells those who wait that there is nothing more to come from here. */
export function finish({ held, onFirstAnswer, onEnd }: Running): void {
  for (const waiting of onFirstAnswer.splice(0)) waiting.reject(new HandedOver(held.row.sagaId));
  for (const listener of onEnd.splice(0)) listener();
}
