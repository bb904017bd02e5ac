import { Refused, Unreachable } from '../../web/api/api.ts';

// Sending something that must be done once, until it is answered. What is sent is kept: while nobody answers it is sent
// again, under the same key, by this page or by one that is loaded after it. The shop gives the same answer each time,
// for as long as it remembers the key; what is older than that is sent by nobody any more.

/** Why it takes longer: nobody answers, or the shop says that it has too much to do. */
export type Hold = 'unreachable' | 'busy';

/** What is sent, under the key that makes it one call however often it is. */
export interface Attempt<Body> {
  readonly key: string;
  readonly body: Body;
  /** When it was sent first. */
  readonly atMs: number;
}

type Keeping = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface Sending {
  /** Where what is sent is kept: of one window, or of all windows of a browser. */
  readonly storage: Keeping;
  /** Aborted when the page goes away: what is unanswered then stays kept. */
  readonly signal: AbortSignal;
  /** Told before each further try. */
  onHold(hold: Hold): void;
  readonly pause?: (ms: number) => Promise<void>;
  readonly nowMs?: () => number;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 5_000;
/** The shop remembers a key for a day. What is well within that is surely the same call. */
const REMEMBERED_MS = 20 * 3_600_000;

/** It was sent so long ago that sending it again could do it a second time: nobody knows what became of it. */
export class Lapsed extends Error {
  override readonly name = 'Lapsed';
}

/** An attempt that has not been answered yet, of this page or of one before it. */
export function unanswered<Body>(place: string, storage: Pick<Storage, 'getItem'>): Attempt<Body> | undefined {
  const text = storage.getItem(place);
  if (text === null) return undefined;
  try {
    const kept: unknown = JSON.parse(text);
    return isAttempt<Body>(kept) ? kept : undefined;
  } catch {
    // Written by somebody else: the next attempt takes its place.
    return undefined;
  }
}

function isAttempt<Body>(kept: unknown): kept is Attempt<Body> {
  if (typeof kept !== 'object' || kept === null) return false;
  return 'key' in kept && typeof kept.key === 'string' && 'atMs' in kept && typeof kept.atMs === 'number';
}

/**
 * Resolves with the answer, whenever it comes. The attempt is kept at `place` until then.
 * @throws Refused when the shop will not do it: nothing was done. Lapsed when it may not be sent any more.
 */
export async function untilAnswered<Body, Answer>(
  place: string,
  attempt: Attempt<Body>,
  send: (attempt: Attempt<Body>, signal: AbortSignal) => Promise<Answer>,
  { signal, onHold, storage, pause = wait, nowMs = Date.now }: Sending,
): Promise<Answer> {
  // Who finds it here has sent it before, or somebody else has.
  let mayBeDone = unanswered(place, storage)?.key === attempt.key;
  storage.setItem(place, JSON.stringify(attempt));
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    if (nowMs() - attempt.atMs > REMEMBERED_MS) {
      forget(place, attempt.key, storage);
      throw new Lapsed('It was sent too long ago to be sent again.');
    }
    try {
      const answer = await send(attempt, signal);
      forget(place, attempt.key, storage);
      return answer;
    } catch (error) {
      const hold = holdOf(error, mayBeDone);
      if (hold === undefined) {
        // An answer, and a definite one; unless nobody wants it any more, and the next page asks again.
        if (error instanceof Refused) forget(place, attempt.key, storage);
        throw error;
      }
      mayBeDone = true;
      onHold(hold);
      const askedMs = error instanceof Refused ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
      await pause(Math.max(pauseMs, askedMs));
      signal.throwIfAborted();
    }
  }
}

/** Unless another attempt is kept there by now. */
function forget(place: string, key: string, storage: Keeping): void {
  if (unanswered(place, storage)?.key === key) storage.removeItem(place);
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

/** Refusals for now, such as of who asks too often: the shop says so before it looks what became of the call. */
const FOR_NOW = new Set([425, 429]);

function holdOf(error: unknown, mayBeDone: boolean): Hold | undefined {
  if (error instanceof Unreachable) return 'unreachable';
  if (!(error instanceof Refused)) return undefined;
  const { status } = error.problem;
  const isForNow = status >= 500 || FOR_NOW.has(status);
  return TRY_AGAIN.has(error.code) || (mayBeDone && isForNow) ? 'busy' : undefined;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
