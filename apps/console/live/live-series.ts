import type { LiveSample } from '../../web/gen/http-types.ts';
import { totalOf } from '../../web/sum-of.ts';
import type { Series } from '../chart/chart.tsx';
import { formatDuration } from '../format/time.ts';
import { wordsOf } from '../format/tones.ts';

// What the charts of the live page draw of the samples.

const COLOURS = ['--accent', '--info', '--caution', '--negative', '--positive', '--text-soft'] as const;
const NUMBER = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

type Read = (sample: LiveSample) => number | null;

function seriesOf(
  samples: readonly LiveSample[],
  name: string,
  colour: string,
  read: Read,
  write: (value: number) => string = (value) => NUMBER.format(value),
): Series {
  const values = samples.map(read);
  const last = values.at(-1) ?? null;
  return { name, colour, values, last: last === null ? '–' : write(last) };
}

/** A series for each name that occurs in any sample, those with the most first; as many as there are colours. */
function seriesByName(
  samples: readonly LiveSample[],
  read: (sample: LiveSample) => Readonly<Record<string, number>>,
): readonly Series[] {
  const most = new Map<string, number>();
  for (const sample of samples) {
    for (const [name, value] of Object.entries(read(sample))) {
      most.set(name, Math.max(most.get(name) ?? 0, Math.abs(value)));
    }
  }
  const names = [...most.entries()].toSorted(([, left], [, right]) => right - left).map(([name]) => name);
  return names
    .slice(0, COLOURS.length)
    .toSorted()
    .map((name, index) =>
      seriesOf(samples, wordsOf(name), COLOURS[index] ?? '--accent', (sample) => read(sample)[name] ?? 0),
    );
}

export function orderSeries(samples: readonly LiveSample[]): readonly Series[] {
  return [
    seriesOf(samples, 'placed', '--info', ({ orders }) => orders.placed),
    seriesOf(samples, 'completed', '--positive', ({ orders }) => orders.completed),
    seriesOf(samples, 'refused', '--negative', ({ orders }) => totalOf(orders.refused)),
  ];
}

export function refusedSeries(samples: readonly LiveSample[]): readonly Series[] {
  return seriesByName(samples, ({ orders }) => orders.refused);
}

export function latencySeries(samples: readonly LiveSample[]): readonly Series[] {
  return [
    seriesOf(samples, 'p50', '--positive', ({ latency_ms }) => latency_ms?.p50 ?? null, formatDuration),
    seriesOf(samples, 'p95', '--caution', ({ latency_ms }) => latency_ms?.p95 ?? null, formatDuration),
    seriesOf(samples, 'p99', '--negative', ({ latency_ms }) => latency_ms?.p99 ?? null, formatDuration),
  ];
}

export function sagaSeries(samples: readonly LiveSample[]): readonly Series[] {
  return [
    seriesOf(samples, 'in progress', '--info', ({ sagas }) => sagas.running.in_progress ?? 0),
    seriesOf(samples, 'compensating', '--caution', ({ sagas }) => sagas.running.compensating ?? 0),
    seriesOf(samples, 'late', '--accent', ({ sagas }) => sagas.late),
    seriesOf(samples, 'parked', '--negative', ({ sagas }) => sagas.parked),
  ];
}

export function waitingSeries(samples: readonly LiveSample[]): readonly Series[] {
  return [
    seriesOf(samples, 'outbox batches', '--info', ({ outbox }) => totalOf(outbox.records)),
    seriesOf(samples, 'messages at consumers', '--caution', ({ consumers }) => totalOf(consumers.waiting)),
    seriesOf(samples, 'events for views', '--accent', ({ views }) => totalOf(views)),
    seriesOf(samples, 'dead letters', '--negative', ({ dead_letters }) => dead_letters),
  ];
}

export function httpSeries(samples: readonly LiveSample[]): readonly Series[] {
  return [
    seriesOf(samples, 'requests', '--info', ({ http }) => http.requests),
    seriesOf(samples, 'shed', '--caution', ({ http }) => http.shed),
    seriesOf(samples, 'failed', '--negative', ({ http }) => http.failed),
  ];
}

/** Units left by product; a sale that has gone is at 0. */
export function saleSeries(samples: readonly LiveSample[]): readonly Series[] {
  const left = seriesByName(samples, ({ sales }) =>
    Object.fromEntries(sales.map(({ product_id, id, remaining }) => [`${product_id} …${id.slice(-4)}`, remaining])),
  );
  return [...left.slice(0, 5), seriesOf(samples, 'queue', '--text-soft', ({ sale_queue }) => sale_queue)];
}
