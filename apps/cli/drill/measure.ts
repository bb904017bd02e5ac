import type { Heard } from './books.ts';

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

/** What happened within one stretch of the load. */
export interface Stretch {
  readonly startMs: number;
  readonly answered: number;
  readonly latency: Percentiles;
}

/** Cuts the load into stretches of equal length by when its calls were answered. */
export function stretchesOf(heard: readonly Heard[], lengthMs: number): readonly Stretch[] {
  const last = heard.reduce((latest, { answeredAtMs }) => Math.max(latest, answeredAtMs), 0);
  const latencies: number[][] = Array.from({ length: Math.floor(last / lengthMs) + 1 }, () => []);
  for (const { answeredAtMs, latencyMs } of heard) latencies[Math.floor(answeredAtMs / lengthMs)]?.push(latencyMs);
  return latencies.map((within, index) => ({
    startMs: index * lengthMs,
    answered: within.length,
    latency: percentilesOf(within),
  }));
}
