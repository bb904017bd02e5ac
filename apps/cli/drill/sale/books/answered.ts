import type { Account, Check } from '../account.ts';
import { byCustomer, firstSentMs, mayHaveOrder, orderOf } from '../account.ts';
import { type Asked, type Attempt, isPassing, lastWord, wordOf } from '../journal.ts';

// Whether everybody who asked for an order got an answer, and one that can have been right. A refusal is let pass only
// where this customer, at this time, may have earned it.

export const everybodyIsAnswered: Check = {
  name: 'everybody-is-answered',
  detail: ({ journal }) => `Looked at how ${journal.asked.length} requests for an order ended`,
  violations: (account) => [...unanswered(account), ...unearned(account), ...faultsOfTheShop(account)],
};

function unanswered({ journal }: Account): readonly string[] {
  // Who breaks off or hammers does not wait for an answer.
  const patient = journal.asked.filter(({ manner }) => manner !== 'vanish' && manner !== 'bot');
  return patient.flatMap((asked) => {
    const word = lastWord(asked) ?? 'unheard';
    return isPassing(word) ? [`${asked.key} was never answered; the last was ${word}`] : [];
  });
}

function unearned(account: Account): readonly string[] {
  const others = byCustomer(account.journal.asked);
  return account.journal.asked.flatMap((asked) => {
    const last = asked.attempts.at(-1);
    if (last === undefined) return [];
    const word = wordOf(last);
    if (word === 'accepted') {
      return last.orderId === undefined ? [`${asked.key} was accepted without an order: ${told(last)}`] : [];
    }
    if (isPassing(word)) return [];
    // The ordinary shop takes every order, and lets it end as it may.
    if (asked.where === 'shop') return [`${asked.key} was refused by the ordinary shop: ${told(last)}`];
    if (word !== 'refused') return [];
    const mayBe = EARNED[last.code];
    const isEarned = mayBe?.({ account, asked, last, theirs: others.get(asked.customerId) ?? [] }) ?? false;
    return isEarned ? [] : [`${asked.key} was refused: ${told(last)}`];
  });
}

interface Refused {
  readonly account: Account;
  readonly asked: Asked;
  readonly last: Attempt;
  /** Everything that this customer asked for. */
  readonly theirs: readonly Asked[];
}

/** Clocks of the shop and of the drill may run apart by this much. */
const SLACK_MS = 50;

/**
 * Refusals that a customer of a sale can live with, and who may have earned them. Nobody is told that the sale is over:
 * it is closed when everybody has left.
 */
const EARNED: Readonly<Record<string, (refused: Refused) => boolean>> = {
  ticket_invalid: ({ account, asked }) => account.plan.waitingRoom !== undefined && asked.manner === 'forger',
  ticket_used: ({ account, asked, theirs }) =>
    account.plan.waitingRoom !== undefined &&
    theirs.some((other) => other !== asked && (orderOf(other) !== undefined || mayHaveOrder(other))),
  turn_lost: ({ account, asked, last }) => {
    if (account.plan.waitingRoom === undefined) return false;
    // A turn begins at the start of the sale at the earliest, and not before its customer has come.
    const came = account.journal.places.filter(({ customerId }) => customerId === asked.customerId);
    const turnFromMs = Math.max(0, Math.min(...came.map(({ attempts }) => firstSentMs(attempts))));
    return last.endedMs + SLACK_MS >= turnFromMs + account.plan.turnMs;
  },
  // Withdrawn is what waited too long, and nothing makes it wait but a host that was away.
  order_withdrawn: ({ account }) => account.outages.length > 0,
};

/** Where nothing was killed, no answer says that something broke. */
function faultsOfTheShop({ journal, outages }: Account): readonly string[] {
  if (outages.length > 0) return [];
  return journal.asked.flatMap(({ key, attempts }) => {
    const fault = attempts.find(({ status }) => status === INTERNAL);
    return fault === undefined ? [] : [`${key} met a fault of the shop: ${told(fault)}`];
  });
}

const INTERNAL = 500;

function told({ status, code, text }: Attempt): string {
  return `${status} ${code || text.slice(0, 100)}`;
}
