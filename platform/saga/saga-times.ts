import { backoffMs } from '../kernel/backoff.ts';
import type { Held } from './saga-logs.ts';
import { canUnwind, type LogEntry, stepAt } from './saga-state.ts';

// When a saga is to do something. All of it follows from its definition and its log, so that it is the same after a
// restart and on another host; nothing depends on a timer that a crash would lose.

/**
 * How long to wait before the next attempt: exponential backoff with full jitter (Brooker, "Exponential Backoff And
 * Jitter", AWS 2015), counted from when the last one went unanswered. `random` is uniform in [0, 1).
 */
export function nextAttemptMs({ definition, state }: Held, nowMs: number, random: () => number): number {
  if (state.attempt === 1 || state.silentAtMs === undefined) return 0;
  const { firstDelayMs, maxDelayMs } = stepAt(definition, state.at).retry;
  const ceilingMs = backoffMs(state.attempt - 1, { firstMs: firstDelayMs, factor: 2, maxMs: maxDelayMs });
  const delayMs = Math.ceil(ceilingMs * random());
  // A host whose clock is behind the one that logged the silence waits no longer for that.
  return Math.min(delayMs, Math.max(0, state.silentAtMs + delayMs - nowMs));
}

export function deadlineMs({ definition, row }: Held): number {
  return row.createdAt + definition.deadlineMs;
}

/** What the log says of a saga that has not sent its pivot by its deadline; undefined for every other. */
export function expiry(held: Held, nowMs: number): LogEntry | undefined {
  const { definition, state } = held;
  if (nowMs < deadlineMs(held) || !canUnwind(definition, state)) return undefined;
  const error = `not past its pivot within ${definition.deadlineMs} ms`;
  return { event: 'expired', step: stepAt(definition, state.at).name, attempt: state.attempt, error, atMs: nowMs };
}

/** Longer than this nothing stays out of the log. */
const LOGGED_WITHIN_MS = 1_000;

/** True when the saga has transitions that should have been logged by now. */
export function isBehind({ unlogged }: Held, nowMs: number): boolean {
  const first = unlogged[0];
  return first !== undefined && nowMs - first.atMs >= LOGGED_WITHIN_MS;
}
