import { waitBeforeRetryMs } from '../../http/send-patiently.ts';
import { type Answer, NoAnswer, type ShopClient, type ShopRequest } from '../../http/shop-client.ts';
import { type Attempt, attemptOf, isPassing, wordOf } from './journal.ts';

// How one of the crowd asks: every attempt goes into the journal, and asking again is with the same key.

/** What everybody in the crowd shares. */
export interface Asking {
  readonly client: ShopClient;
  /** Milliseconds from the start of the sale. */
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** True when the drill is over and nobody asks again. */
  readonly isOver: () => boolean;
}

/** After no answer, longer each time; and where the shop does not say how long to wait. */
const PAUSE_MS = 100;
/** People press the button again sooner than they are asked to. */
const LONGEST_PAUSE_MS = 1_000;

/** Asks once. */
export async function askOnce(asking: Asking, request: ShopRequest, attempts: Attempt[]): Promise<Attempt> {
  const sentMs = asking.nowMs();
  const answer = await asking.client.send(request).catch((error: unknown) => {
    if (error instanceof NoAnswer) return undefined;
    throw error;
  });
  const attempt = attemptOf(sentMs, asking.nowMs(), answer);
  attempts.push(attempt);
  if (isPassing(wordOf(attempt))) await asking.sleep(pauseAfter(answer, attempts.length));
  return attempt;
}

/** Asks until there is an answer that another attempt would not change. */
export async function insist(asking: Asking, request: ShopRequest, attempts: Attempt[]): Promise<Attempt> {
  for (;;) {
    const attempt = await askOnce(asking, request, attempts);
    if (!isPassing(wordOf(attempt)) || asking.isOver()) return attempt;
  }
}

function pauseAfter(answer: Answer | undefined, attempts: number): number {
  if (answer === undefined) return Math.min(PAUSE_MS * attempts, LONGEST_PAUSE_MS);
  // "Too early" says when to come, which other refusals of its kind do not.
  const asked = answer.status === 425 ? Number(answer.headers['retry-after']) * 1_000 : waitBeforeRetryMs(answer);
  return asked !== undefined && Number.isFinite(asked) ? Math.min(asked, LONGEST_PAUSE_MS) : PAUSE_MS;
}
