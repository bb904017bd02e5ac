import type { Percentiles } from '../measure.ts';
import type { DrillResult } from '../result.ts';
import type { Html } from './html.ts';
import { type TimeFrame, timeChart } from './time-chart.ts';

/** The ordinary load over time. */
export function loadCharts({ timeline, faults }: DrillResult): readonly Html[] {
  const { every_ms: everyMs, moments } = timeline;
  const frame: TimeFrame = { fromMs: 0, everyMs, stretches: moments.length, faults };
  const perSecond = moments.map(({ answered }) => Math.round((answered * 1_000) / everyMs));
  return [
    timeChart(
      {
        title: 'Orders answered',
        says: 'Orders for which somebody had an answer, in each second.',
        unit: 'per s',
        kind: 'columns',
        scale: 'linear',
        series: [{ name: 'orders', look: 'accepted', values: perSecond }],
      },
      frame,
    ),
    timeChart(
      {
        title: 'Latency of orders',
        says: 'From the first try to the first answer, which comes once the order is decided; on a logarithmic scale.',
        unit: 'ms',
        kind: 'lines',
        scale: 'logarithmic',
        series: percentileSeries(moments.map(({ answered, latency_ms }) => (answered === 0 ? null : latency_ms))),
      },
      frame,
    ),
  ];
}

export function percentileSeries(latencies: readonly (Percentiles | null)[]) {
  return [
    { name: 'p50', look: 'first', values: latencies.map((latency) => latency?.p50 ?? null) },
    { name: 'p95', look: 'second', values: latencies.map((latency) => latency?.p95 ?? null) },
    { name: 'p99', look: 'third', values: latencies.map((latency) => latency?.p99 ?? null) },
  ];
}
