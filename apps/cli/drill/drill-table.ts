import { table } from '../terminal/table.ts';
import type { Percentiles } from './measure.ts';
import type { DrillResult, SaleResult } from './result.ts';

const VIOLATIONS_SHOWN = 10;

/** The result of a drill, for people. */
export function drillTable(result: DrillResult): string {
  const shown = result.violations.slice(0, VIOLATIONS_SHOWN).map((violation) => `\n  ${violation}`);
  const load = result.orders === 0 && result.sale !== null ? '' : `\n${table(loadRows(result))}`;
  const sale = result.sale === null ? '' : `\nThe sale\n${table(saleRows(result.sale))}`;
  const sum = table([['violations', result.violations.length]]);
  return `Drill with seed ${result.seed}${load}${sale}\n${sum}${shown.join('')}`;
}

type Rows = (readonly [string, string | number])[];

function loadRows(result: DrillResult): Rows {
  return [
    ['orders', result.orders],
    ['confirmed', result.confirmed],
    ['cancelled', result.cancelled],
    ['refused', result.refused],
    ['acknowledged', result.acknowledged],
    ['lost', result.lost],
    ['duplicates', result.duplicates],
    ['kills', result.kills],
    ['orders per second', result.orders_per_second],
    ['latency, ms', percentiles(result.latency_ms)],
    ['seconds', result.seconds],
  ];
}

function saleRows(sale: SaleResult): Rows {
  const { answers } = sale;
  return [
    ['crowd', sale.crowd],
    ['units', sale.units],
    ['sold', sale.sold],
    ['came back and went to the next in line', sale.returned],
    ['requests', sale.requests],
    ['told "sold out"', answers.sold_out],
    ['told "limit reached"', answers.limit_reached],
    ['told "too often"', answers.rate_limited],
    ['kills', sale.kills],
    ['kills of Redis', sale.redis_kills],
    ['latency, ms', percentiles(sale.latency_ms)],
    ['seconds', sale.seconds],
    ['books', `${sale.invariants.filter(({ ok }) => ok).length} of ${sale.invariants.length} invariants hold`],
  ];
}

function percentiles({ p50, p95, p99 }: Percentiles): string {
  return `p50 ${p50}, p95 ${p95}, p99 ${p99}`;
}
