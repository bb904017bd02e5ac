import { Refused, Unreachable } from '../../web/api/api.ts';

// Sending something that must be done once, until it is answered. What is sent is kept: while nobody answers it is sent
// again, under the same key, by this page or by the one that is loaded after it. The shop gives the same answer each time.

/** Why it takes longer: nobody answers, or the shop says that it has too much to do. */
export type Hold = 'unreachable' | 'busy';

/** What is sent, under the key that makes it one call however often it is. */
export interface Attempt<Body> {
  readonly key: string;
  readonly body: Body;
}

export interface Sending {
  /** Aborted when the page goes away: what is unanswered then stays kept. */
  readonly signal: AbortSignal;
  /** Told before each further try. */
  onHold(hold: Hold): void;
  readonly storage?: Pick<Storage, 'setItem' | 'removeItem'>;
  readonly pause?: (ms: number) => Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;

/** An attempt that has not been answered yet, of this page or of the one before a reload. */
export function unanswered<Body>(
  place: string,
  storage: Pick<Storage, 'getItem'> = sessionStorage,
): Attempt<Body> | undefined {
  const text = storage.getItem(place);
  return text === null ? undefined : (JSON.parse(text) as Attempt<Body>);
}

/**
 * Resolves with the answer, whenever it comes. The attempt is kept at `place` until then.
 * @throws Refused when the shop will not do it: nothing was done.
 */
export async function untilAnswered<Body, Answer>(
  place: string,
  attempt: Attempt<Body>,
  send: (attempt: Attempt<Body>, signal: AbortSignal) => Promise<Answer>,
  { signal, onHold, storage = sessionStorage, pause = wait }: Sending,
): Promise<Answer> {
  storage.setItem(place, JSON.stringify(attempt));
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      const answer = await send(attempt, signal);
      storage.removeItem(place);
      return answer;
    } catch (error) {
      const hold = holdOf(error);
      if (hold === undefined) {
        // An answer, and a definite one; unless nobody wants it any more, and the next page asks again.
        if (error instanceof Refused) storage.removeItem(place);
        throw error;
      }
      onHold(hold);
      const askedMs = error instanceof Refused ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
      await pause(Math.max(pauseMs, askedMs));
      signal.throwIfAborted();
    }
  }
}

/** Codes that leave open what was done, or say that nothing was tried. */
const TRY_AGAIN = new Set([
  'idempotency_key_in_use',
  'overloaded',
  'unavailable',
  'outcome_unknown',
  'internal',
  'not_ready',
]);

function holdOf(error: unknown): Hold | undefined {
  if (error instanceof Unreachable) return 'unreachable';
  return error instanceof Refused && TRY_AGAIN.has(error.code) ? 'busy' : undefined;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
