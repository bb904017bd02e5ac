import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';

// A chart of some series over time. The canvas says nothing to a screen reader: what it shows last stands beside it as
// text, and the whole is named.

export interface Series {
  readonly name: string;
  /** A colour of the design, such as "--accent". */
  readonly colour: string;
  /** Oldest first; null where there is nothing to show. */
  readonly values: readonly (number | null)[];
  /** The last value as text. */
  readonly last: string;
}

interface ChartProps {
  readonly title: string;
  /** What the axis counts: "a second", "ms". */
  readonly unit: string;
  /** Seconds since the epoch, as many as each series has values. */
  readonly times: readonly number[];
  readonly series: readonly Series[];
}

const HEIGHT_PX = 150;

export function Chart({ title, unit, times, series }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const data = useRef<uPlot.AlignedData>([[]]);
  data.current = [[...times], ...series.map(({ values }) => [...values])];
  // Another set of series is another chart; new values are not.
  const shape = series.map(({ name, colour }) => `${name} ${colour}`).join('\n');

  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const drawn = new uPlot(optionsOf(current, shape), data.current, current);
    chart.current = drawn;
    const observer = new ResizeObserver(() => drawn.setSize({ width: current.clientWidth, height: HEIGHT_PX }));
    observer.observe(current);
    const forget = onTheme(() => drawn.redraw(false));
    return () => {
      forget();
      observer.disconnect();
      drawn.destroy();
      chart.current = undefined;
    };
  }, [shape]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew when a value has come
  useEffect(() => chart.current?.setData(data.current), [times.at(-1), times.length]);

  const said = series.map(({ name, last }) => `${name} ${last}`).join(', ');
  return (
    <figure className="chart panel">
      <figcaption className="panel-head">
        <h2>{title}</h2>
        <span className="soft chart-unit">{unit}</span>
      </figcaption>
      <div ref={place} className="chart-place" role="img" aria-label={`${title}, ${unit}: ${said}`} />
      <ul className="chart-legend numeric">
        {series.map(({ name, colour, last }) => (
          <li key={name}>
            <span className="chart-key" style={{ background: `var(${colour})` }} aria-hidden="true" />
            <span className="soft">{name}</span> {last}
          </li>
        ))}
      </ul>
    </figure>
  );
}

function optionsOf(place: HTMLElement, shape: string): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: () => colourOf(place, '--text-soft'),
    grid: { stroke: () => colourOf(place, '--line'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  return {
    width: place.clientWidth,
    height: HEIGHT_PX,
    padding: [8, 28, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_chart, _least, most) => [0, Math.max(1, most * 1.15)] } },
    axes: [
      { ...axis, space: 70, size: 24, values: (_chart, splits) => splits.map(minuteOf) },
      { ...axis, space: 30, size: 46, values: (_chart, splits) => splits.map(shortNumber) },
    ],
    series: [
      {},
      ...shape.split('\n').map((line) => ({
        stroke: () => colourOf(place, line.split(' ').at(-1) ?? '--accent'),
        width: 1.5,
        points: { show: false },
      })),
    ],
  };
}

/** A colour of the design as the canvas understands it: in the theme that is shown now. */
function colourOf(place: HTMLElement, name: string): string {
  place.style.color = `var(${name})`;
  return getComputedStyle(place).color;
}

/** Tells of another theme, be it the system's or the person's; answers how to stop. */
function onTheme(changed: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const person = new MutationObserver(changed);
  system.addEventListener('change', changed);
  person.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    system.removeEventListener('change', changed);
    person.disconnect();
  };
}

const MINUTE = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });

function minuteOf(seconds: number): string {
  return MINUTE.format(seconds * 1_000);
}

const SHORT = new Intl.NumberFormat('en-GB', { notation: 'compact', maximumFractionDigits: 1 });

function shortNumber(value: number): string {
  return SHORT.format(value);
}
