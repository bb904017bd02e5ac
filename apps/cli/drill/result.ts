import type { Drilled } from './drill.ts';
import type { Outage } from './killer.ts';
import type { LoadDrilled } from './load-drill.ts';
import { type Percentiles, percentilesOf, stretchesOf, stretchLengthMs } from './measure.ts';
import { returned, sold } from './sale/books/units.ts';
import { wordOf } from './sale/journal.ts';
import type { SaleDrilled } from './sale/sale-drill.ts';
import { attemptsIn, countWords, saleTimeline } from './sale/sale-timeline.ts';

// A drill as a program reads it, with --json. What the fields of the ordinary load mean does not change with the sale.

export type DrillResult = ReturnType<typeof drillResult>;
export type SaleResult = ReturnType<typeof saleResult>;

export function drillResult({ options, load, sale, audit }: Drilled) {
  const { violations, ...books } = load.books;
  const seconds = inSeconds(load.load.durationMs);
  const { heard } = load.load;
  return {
    orders: heard.length,
    ...books,
    /** Of all: the books of the load, the books of the sale; the audit's are in `invariants`. */
    violations: [...violations, ...(sale?.books.violations ?? [])],
    kills: load.outages.length,
    latency_ms: percentilesOf(heard.map(({ latencyMs }) => latencyMs)),
    orders_per_second: Math.round(heard.length / Math.max(seconds, 0.001)),
    audit_ok: audit.ok,
    seed: options.seed,
    /** Of the load alone. */
    seconds,
    invariants: audit.invariants,
    faults: load.outages.map(faultOf),
    timeline: loadTimeline(load),
    sale: sale === undefined ? null : saleResult(sale),
  };
}

/** True when neither books nor audit found anything. */
export function isClean(result: DrillResult): boolean {
  return result.audit_ok && result.violations.length === 0;
}

/** What books and audit found, one sentence each. */
export function violationsOf({ violations, invariants }: DrillResult): readonly string[] {
  const audit = invariants.filter(({ ok }) => !ok).map(({ name, detail }) => `audit, ${name}: ${detail}`);
  return [...violations, ...audit];
}

function saleResult({ account, books, samples, saleId, seconds }: SaleDrilled) {
  const { plan, outages, shop, stillInLine } = account;
  const attempts = attemptsIn(account);
  const heard = attempts.filter(({ status }) => status !== 0);
  const ended: Record<string, number> = {};
  for (const { status, reason } of shop.orders) {
    const how = status === 'CANCELLED' ? reason : status.toLowerCase();
    ended[how] = (ended[how] ?? 0) + 1;
  }
  return {
    sale_id: saleId,
    crowd: plan.shoppers.length,
    waiting_room: plan.waitingRoom ?? null,
    units: plan.units,
    sold: sold(account),
    /** Units of orders that were declined, cancelled or expired. */
    returned: returned(account),
    remaining: shop.remaining,
    still_in_line: stillInLine,
    requests: attempts.length,
    answers: countWords(attempts.map(wordOf)),
    orders: ended,
    kills: outages.filter(({ what }) => what === 'host').length,
    redis_kills: outages.filter(({ what }) => what === 'Redis').length,
    latency_ms: percentilesOf(heard.map(({ sentMs, endedMs }) => endedMs - sentMs)),
    requests_per_second: Math.round(attempts.length / Math.max(seconds, 0.001)),
    seconds,
    invariants: books.invariants,
    faults: outages.map(faultOf),
    timeline: saleTimeline(account, samples),
  };
}

interface LoadMoment {
  readonly at_ms: number;
  readonly answered: number;
  readonly latency_ms: Percentiles;
}

function loadTimeline({ load }: LoadDrilled): { readonly every_ms: number; readonly moments: readonly LoadMoment[] } {
  const lengthMs = stretchLengthMs(load.durationMs);
  const stretches = stretchesOf(load.heard, lengthMs);
  return {
    every_ms: lengthMs,
    moments: stretches.map(({ startMs, answers, latency }) => ({
      at_ms: startMs,
      answered: answers.length,
      latency_ms: latency,
    })),
  };
}

function faultOf({ what, killedAtMs, backAtMs }: Outage) {
  return { what, killed_at_ms: Math.round(killedAtMs), back_at_ms: Math.round(backAtMs) };
}

function inSeconds(ms: number): number {
  return Math.round(ms) / 1_000;
}
