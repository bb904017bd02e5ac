import { sumOf } from '../../sum-of.ts';
import type { SaleResult } from '../result.ts';
import type { Word } from '../sale/journal.ts';
import type { Html } from './html.ts';
import { percentileSeries } from './load-charts.ts';
import { type Series, type TimeFrame, timeChart } from './time-chart.ts';

const WORDS: readonly { readonly name: string; readonly look: string; readonly words: readonly Word[] }[] = [
  { name: 'accepted', look: 'accepted', words: ['accepted'] },
  { name: 'sold out', look: 'sold-out', words: ['sold_out'] },
  { name: 'limit reached', look: 'limit', words: ['limit_reached'] },
  { name: 'too often', look: 'often', words: ['rate_limited'] },
  { name: 'not yet', look: 'waiting', words: ['too_early', 'not_admitted'] },
  { name: 'busy', look: 'busy', words: ['busy'] },
  { name: 'refused otherwise', look: 'refused', words: ['refused'] },
];

/** The sale over time. */
export function saleCharts({ timeline, faults, units }: SaleResult): readonly Html[] {
  const { every_ms: everyMs, moments } = timeline;
  const fromMs = moments[0]?.at_ms ?? 0;
  const frame: TimeFrame = { fromMs, everyMs, stretches: moments.length, faults };
  const perSecond = ({ name, look, words }: (typeof WORDS)[number]): Series => ({
    name,
    look,
    values: moments.map(({ answers }) => Math.round((sumOf(words, (word) => answers[word]) * 1_000) / everyMs)),
  });
  const heard = moments.map(({ answers, latency_ms }) => {
    const all = sumOf(Object.values(answers), (count) => count);
    return all === answers.unheard ? null : latency_ms;
  });
  const one = { kind: 'steps', scale: 'linear' } as const;
  return [
    timeChart(
      {
        title: 'Throughput',
        says: 'What the crowd was told, in answers per second. Requests that nobody answered are not among them.',
        unit: 'per s',
        kind: 'columns',
        scale: 'linear',
        series: WORDS.map(perSecond).filter(({ values }) => values.some((value) => value !== 0)),
      },
      frame,
    ),
    timeChart(
      {
        title: 'Latency',
        says: 'From sending a request to its answer, on a logarithmic scale.',
        unit: 'ms',
        kind: 'lines',
        scale: 'logarithmic',
        series: percentileSeries(heard),
      },
      frame,
    ),
    timeChart(
      {
        ...one,
        title: 'Remaining stock',
        says: `How many of ${units} units nobody had. Units that came back go up, and go down to the next in line.`,
        unit: 'units',
        series: [{ name: 'units', look: 'first', values: moments.map(({ remaining }) => remaining) }],
      },
      frame,
    ),
    timeChart(
      {
        ...one,
        title: 'Queue',
        says: 'Orders that had their units and waited for their checkout.',
        unit: 'orders',
        series: [{ name: 'orders', look: 'first', values: moments.map(({ queue }) => queue) }],
      },
      frame,
    ),
  ];
}
