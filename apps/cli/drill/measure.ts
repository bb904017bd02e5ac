export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Nearest rank, in milliseconds rounded to a tenth; all zero of nothing. */
export function percentilesOf(latenciesMs: readonly number[]): Percentiles {
  const sorted = [...latenciesMs].sort((one, other) => one - other);
  const at = (share: number): number => {
    const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    return Math.round(value * 10) / 10;
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

export interface Answered {
  readonly answeredAtMs: number;
  readonly latencyMs: number;
}

/** What happened within one stretch of time. */
export interface Stretch<Answer extends Answered = Answered> {
  readonly startMs: number;
  readonly answers: readonly Answer[];
  readonly latency: Percentiles;
}

/** Cuts time into stretches of equal length, from `fromMs` to the last answer, by when answers came. */
export function stretchesOf<Answer extends Answered>(
  answers: readonly Answer[],
  lengthMs: number,
  fromMs = 0,
): readonly Stretch<Answer>[] {
  const last = answers.reduce((latest, { answeredAtMs }) => Math.max(latest, answeredAtMs), fromMs);
  const stretches: Answer[][] = Array.from({ length: Math.floor((last - fromMs) / lengthMs) + 1 }, () => []);
  for (const answer of answers) {
    stretches[Math.max(0, Math.floor((answer.answeredAtMs - fromMs) / lengthMs))]?.push(answer);
  }
  return stretches.map((within, index) => ({
    startMs: fromMs + index * lengthMs,
    answers: within,
    latency: percentilesOf(within.map(({ latencyMs }) => latencyMs)),
  }));
}

const STRETCHES = 60;
const SHORTEST_STRETCH_MS = 50;

/** A length that makes a readable chart of so much time. */
export function stretchLengthMs(spanMs: number): number {
  return Math.max(SHORTEST_STRETCH_MS, Math.ceil(spanMs / STRETCHES));
}
