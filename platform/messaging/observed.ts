import type { Clock } from '../kernel/clock.ts';
import type { Middleware } from './broker.ts';
import { type Envelope, traceIdOf } from './envelope.ts';

/** One call of a handler, which may be a part of a delivery: see `Handler`. */
export interface HandlerCall {
  readonly consumer: string;
  readonly messages: number;
  /** Of the work that led to the messages, each once, the first few. */
  readonly traceIds: readonly string[];
  readonly durationMs: number;
  /** What it failed with. */
  readonly error: Error | undefined;
}

const MOST_TRACE_IDS = 5;

/** Tells how long each call of a handler took, what it was about, and how it ended. Once for a call, not for a message. */
export function observed(clock: Clock, tell: (call: HandlerCall) => void): Middleware {
  return ({ consumer }, next) =>
    async (envelopes) => {
      const startedMs = clock.nowMs();
      let error: Error | undefined;
      try {
        await next(envelopes);
      } catch (thrown) {
        error = thrown as Error;
        throw thrown;
      } finally {
        const durationMs = clock.nowMs() - startedMs;
        tell({ consumer, messages: envelopes.length, traceIds: traceIdsOf(envelopes), durationMs, error });
      }
    };
}

function traceIdsOf(envelopes: readonly Envelope[]): readonly string[] {
  const traceIds = new Set<string>();
  for (const envelope of envelopes) {
    const traceId = traceIdOf(envelope);
    if (traceId !== undefined) traceIds.add(traceId);
    if (traceIds.size === MOST_TRACE_IDS) break;
  }
  return [...traceIds];
}
