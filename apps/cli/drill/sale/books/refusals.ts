import { sumOf } from '../../../sum-of.ts';
import type { Outage } from '../../killer.ts';
import { type Account, byCustomer, type Check, firstSentMs, ofSale } from '../account.ts';
import { type Asked, type Attempt, lastWord, type Word, wordOf } from '../journal.ts';

// Whether refusals were true. A shop is asked by many at once, so what it knew at an instant is not known here, only what it
// cannot have known: each check is silent wherever the refusal could have been true.

/** Whatever these were told, they hold no units and never did. */
const HOLDS_NOTHING: ReadonlySet<Word> = new Set(['sold_out', 'rate_limited', 'too_early', 'not_admitted']);

export const soldOutIsTrue: Check = {
  name: 'sold-out-is-true',
  detail: (account) => `Looked at ${count(account, 'sold_out')} times "sold out"`,
  violations: (account) => {
    const { units } = account.plan;
    // Everything that could have had units, by when it was first asked for.
    const holders = ofSale(account)
      .filter((asked) => !HOLDS_NOTHING.has(lastWord(asked) ?? 'unheard'))
      .map(({ attempts, quantity }) => ({ sentMs: firstSentMs(attempts), quantity }))
      .sort((one, other) => one.sentMs - other.sentMs);
    return refusals(account, 'sold_out').flatMap(({ asked, attempt }) => {
      let held = 0;
      for (const { sentMs, quantity } of holders) {
        if (sentMs > attempt.endedMs || held + asked.quantity > units) break;
        held += quantity;
      }
      if (held + asked.quantity > units) return [];
      return [`${asked.key} was told "sold out" when at most ${held} of ${units} units could have been taken`];
    });
  },
};

export const limitIsTrue: Check = {
  name: 'limit-reached-is-true',
  detail: (account) => `Looked at ${count(account, 'limit_reached')} times "limit reached"`,
  violations: (account) => {
    const { perCustomerLimit } = account.plan;
    const asked = byCustomer(ofSale(account));
    return refusals(account, 'limit_reached').flatMap(({ asked: refused, attempt }) => {
      const others = (asked.get(refused.customerId) ?? []).filter(
        (other) => other !== refused && firstSentMs(other.attempts) < attempt.endedMs,
      );
      const units = refused.quantity + sumOf(others, ({ quantity }) => quantity);
      if (units > perCustomerLimit) return [];
      return [`${refused.key} was told that the limit was reached, with ${units} of ${perCustomerLimit} asked for`];
    });
  },
};

/** Clocks of the shop and of the drill may run apart by this much within one window. */
const SLACK_MS = 50;
/** A limiter that comes back, or changes places, has forgotten: for so long it may let more through. */
const FORGETFUL_MS = 3_000;
/** Refused before anybody counted: by what was known of the sale. */
const UNCOUNTED: ReadonlySet<Word> = new Set(['sold_out', 'rate_limited', 'too_early', 'busy', 'unheard']);

export const rateLimitHolds: Check = {
  name: 'rate-limit-holds',
  detail: (account) =>
    `Counted the requests that ${byCustomer(ofSale(account)).size} customers got through in ${account.plan.rate.windowMs} ms`,
  violations: (account) => {
    const { requests, windowMs } = account.plan.rate;
    return [...byCustomer(ofSale(account))].flatMap(([customerId, asked]) => {
      const counted = attemptsOf(asked).filter((attempt) => !attempt.replayed && !UNCOUNTED.has(wordOf(attempt)));
      const most = Math.max(0, ...counted.map((first) => withinWindow(first, counted, windowMs, account.outages)));
      return most > requests ? [`${customerId} got ${most} requests through where ${requests} are allowed`] : [];
    });
  },
};

/** Requests that were sent no earlier than this one and answered within the window: all of them fell into it. */
function withinWindow(
  first: Attempt,
  attempts: readonly Attempt[],
  windowMs: number,
  outages: readonly Outage[],
): number {
  const fromMs = first.sentMs;
  const toMs = fromMs + windowMs - SLACK_MS;
  const isDisturbed = outages.some(({ killedAtMs, backAtMs }) => killedAtMs < toMs && backAtMs + FORGETFUL_MS > fromMs);
  if (isDisturbed) return 0;
  return attempts.filter(({ sentMs, endedMs }) => sentMs >= fromMs && endedMs < toMs).length;
}

export const rateLimitIsFair: Check = {
  name: 'rate-limit-is-fair',
  detail: (account) => `Looked at ${count(account, 'rate_limited')} times "too often"`,
  violations: (account) => {
    const { requests, windowMs } = account.plan.rate;
    return [...byCustomer(ofSale(account))].flatMap(([, asked]) =>
      asked.flatMap(({ key, attempts }) =>
        attempts
          .filter((attempt) => wordOf(attempt) === 'rate_limited')
          .flatMap((attempt) => {
            const others = attemptsOf(asked).filter(
              (other) => other !== attempt && couldCount(other, attempt, windowMs),
            );
            if (others.length >= requests) return [];
            return [`${key} was told to wait after ${others.length} requests where ${requests} are allowed`];
          }),
      ),
    );
  },
};

/** Of a request that nobody answered it is not known when it was counted. */
function couldCount(other: Attempt, refused: Attempt, windowMs: number): boolean {
  const isUnknown = wordOf(other) === 'unheard';
  return other.sentMs <= refused.endedMs && (isUnknown || other.endedMs >= refused.sentMs - windowMs - SLACK_MS);
}

export const notBeforeTheStart: Check = {
  name: 'not-before-the-start',
  detail: (account) => `Looked at ${count(account, 'too_early')} times "too early"`,
  violations: (account) => {
    if (!account.sameClock) return [];
    const early = ofSale(account).flatMap(({ key, attempts }) =>
      attempts.some((attempt) => wordOf(attempt) === 'accepted' && attempt.endedMs < -SLACK_MS)
        ? [`${key} was sold before the sale began`]
        : [],
    );
    const late = refusals(account, 'too_early').flatMap(({ asked, attempt }) =>
      attempt.sentMs > SLACK_MS ? [`${asked.key} was told "too early" after the sale had begun`] : [],
    );
    return [...early, ...late];
  },
};

function refusals(account: Account, word: Word): readonly { readonly asked: Asked; readonly attempt: Attempt }[] {
  return ofSale(account).flatMap((asked) =>
    asked.attempts.filter((attempt) => wordOf(attempt) === word).map((attempt) => ({ asked, attempt })),
  );
}

function attemptsOf(asked: readonly Asked[]): readonly Attempt[] {
  return asked.flatMap(({ attempts }) => attempts);
}

function count(account: Account, word: Word): number {
  return refusals(account, word).length;
}
