import { type Percentiles, percentilesOf, stretchesOf, stretchLengthMs } from '../measure.ts';
import type { Account } from './account.ts';
import { type Attempt, type Word, wordOf } from './journal.ts';
import type { Sample } from './watch.ts';

// A sale over time, for the report and for programs: what was answered, how fast, what was left and what waited.

export type Answers = Readonly<Record<Word, number>>;

export interface SaleMoment {
  /** From the start of the sale. */
  readonly at_ms: number;
  readonly answers: Answers;
  readonly latency_ms: Percentiles;
  /** As last seen; null where nobody could see it. */
  readonly remaining: number | null;
  readonly queue: number | null;
}

export interface SaleTimeline {
  readonly every_ms: number;
  readonly moments: readonly SaleMoment[];
}

interface AnsweredAttempt {
  readonly answeredAtMs: number;
  readonly latencyMs: number;
  readonly word: Word;
}

export function attemptsIn({ journal }: Pick<Account, 'journal'>): readonly Attempt[] {
  return [...journal.asked, ...journal.places, ...journal.cancellations].flatMap(({ attempts }) => attempts);
}

export function saleTimeline(account: Pick<Account, 'journal' | 'plan'>, samples: readonly Sample[]): SaleTimeline {
  const answers = attemptsIn(account).map(
    (attempt): AnsweredAttempt => ({
      answeredAtMs: attempt.endedMs,
      latencyMs: attempt.endedMs - attempt.sentMs,
      word: wordOf(attempt),
    }),
  );
  const fromMs = -account.plan.curve.earlyMs;
  const lastMs = answers.reduce((last, { answeredAtMs }) => Math.max(last, answeredAtMs), fromMs);
  const lengthMs = stretchLengthMs(lastMs - fromMs);
  return {
    every_ms: lengthMs,
    moments: stretchesOf(answers, lengthMs, fromMs).map(({ startMs, answers: within }) => {
      const heard = within.filter(({ word }) => word !== 'unheard');
      const seen = samples.filter(({ atMs }) => atMs < startMs + lengthMs);
      // What was seen holds until the next look, unless that saw nothing.
      const isSeen = seen.at(-1)?.remaining !== undefined;
      return {
        at_ms: startMs,
        answers: countWords(within.map(({ word }) => word)),
        latency_ms: percentilesOf(heard.map(({ latencyMs }) => latencyMs)),
        remaining: seen.at(-1)?.remaining ?? null,
        queue: (isSeen ? seen.findLast(({ queue }) => queue !== undefined)?.queue : undefined) ?? null,
      };
    }),
  };
}

export function countWords(words: readonly Word[]): Answers {
  const counted: Record<Word, number> = {
    accepted: 0,
    sold_out: 0,
    limit_reached: 0,
    rate_limited: 0,
    too_early: 0,
    not_admitted: 0,
    busy: 0,
    unheard: 0,
    refused: 0,
  };
  for (const word of words) counted[word] += 1;
  return counted;
}
