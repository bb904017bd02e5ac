import { setTimeout as sleep } from 'node:timers/promises';
import { type Answer, NoAnswer, type ShopClient, type ShopRequest } from './shop-client.ts';

// A caller who keeps asking: with an idempotency key, or for what only reads, asking again is safe.

export interface Patience {
  /** How long to keep asking. */
  readonly forMs: number;
  /** How long to wait after no answer at all. */
  readonly pauseMs?: number;
}

const DEFAULT_PATIENCE: Patience = { forMs: 60_000 };
const LONGEST_WAIT_MS = 10_000;

/**
 * Sends until there is an answer that will not change by asking again. When patience ends, answers what came last.
 * @throws NoAnswer when nothing came last.
 */
export async function sendPatiently(
  client: ShopClient,
  request: ShopRequest,
  { forMs, pauseMs = 200 }: Patience = DEFAULT_PATIENCE,
): Promise<Answer> {
  const untilMs = Date.now() + forMs;
  for (;;) {
    const outcome = await client.send(request).catch((error: unknown) => {
      if (error instanceof NoAnswer) return error;
      throw error;
    });
    const waitMs = outcome instanceof NoAnswer ? pauseMs : waitBeforeRetryMs(outcome);
    if (waitMs === undefined && !(outcome instanceof NoAnswer)) return outcome;
    if (Date.now() + (waitMs ?? 0) > untilMs) {
      if (outcome instanceof NoAnswer) throw outcome;
      return outcome;
    }
    await sleep(waitMs);
  }
}

/**
 * How long the shop asks to wait; undefined for an answer that is final. A conflict is final unless it says otherwise:
 * the first call with the same key is still running.
 */
export function waitBeforeRetryMs({ status, headers }: Answer): number | undefined {
  const asks = headers['retry-after'];
  const isTemporary = status === 429 || status === 502 || status === 503 || status === 504;
  if (asks === undefined) return isTemporary ? 1_000 : undefined;
  if (!isTemporary && status !== 409 && status !== 500) return undefined;
  const seconds = Number(asks);
  return Number.isFinite(seconds) ? Math.min(seconds * 1_000, LONGEST_WAIT_MS) : 1_000;
}

/** True for an answer that says no to this very request, and would say it again: no failure, and nothing that passes. */
export function isDefiniteRefusal(answer: Answer): boolean {
  return answer.status >= 400 && answer.status < 500 && waitBeforeRetryMs(answer) === undefined;
}
