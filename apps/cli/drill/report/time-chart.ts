import { sumOf } from '../../sum-of.ts';
import { type Html, html, NOTHING } from './html.ts';
import { linearScale, logScale, type Scale } from './scale.ts';

// Something over time as SVG: columns that are stacked, or lines, with a band wherever something was away. Each chart says in words what it
// shows, and is followed by its figures as a table for those who cannot see it.

export interface Series {
  readonly name: string;
  /** A class of the page's style, which has a colour for light and one for dark. */
  readonly look: string;
  /** One for each stretch of time; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

export interface TimeChart {
  readonly title: string;
  /** One sentence: what to see. */
  readonly says: string;
  readonly unit: string;
  readonly kind: 'columns' | 'lines' | 'steps';
  readonly scale: 'linear' | 'logarithmic';
  readonly series: readonly Series[];
}

export interface TimeFrame {
  readonly fromMs: number;
  /** Length of one stretch. */
  readonly everyMs: number;
  readonly stretches: number;
  readonly faults: readonly { readonly what: string; readonly killed_at_ms: number; readonly back_at_ms: number }[];
}

const SIZE = { width: 880, height: 230, left: 64, right: 12, top: 24, bottom: 30 };
const PLOT_WIDTH = SIZE.width - SIZE.left - SIZE.right;
const PLOT_HEIGHT = SIZE.height - SIZE.top - SIZE.bottom;
const NARROWEST_BAND = 2;
/** A band as wide as this has room for its name. */
const NAMED_FROM = 80;

export function timeChart(chart: TimeChart, frame: TimeFrame): Html {
  const scale = scaleOf(chart);
  const toMs = frame.fromMs + frame.everyMs * frame.stretches;
  const time = linearScale(frame.fromMs / 1_000, toMs / 1_000, { isRounded: false });
  const x = (ms: number): number => round(SIZE.left + time.share(ms / 1_000) * PLOT_WIDTH);
  const y = (value: number): number => round(SIZE.top + (1 - scale.share(value)) * PLOT_HEIGHT);
  const place = { x, y, frame };
  const drawn = chart.kind === 'columns' ? columns(chart.series, place) : lines(chart, place);
  return html`<figure>
<figcaption><h3>${chart.title}</h3><p>${chart.says}</p>${legend(chart, frame)}</figcaption>
<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" role="img" aria-label="${chart.title}. ${chart.says}">
${grid(scale, chart.unit, y)}
${axis(time.ticks, x)}
${bands(place)}
${drawn}
${frame.fromMs < 0 ? startLine(x) : NOTHING}
</svg>
${figures(chart, frame)}
</figure>`;
}

interface Placing {
  readonly x: (ms: number) => number;
  readonly y: (value: number) => number;
  readonly frame: TimeFrame;
}

function scaleOf({ kind, scale, series }: TimeChart): Scale {
  const stretches = Math.max(0, ...series.map(({ values }) => values.length));
  const heights = Array.from({ length: stretches }, (_, at) => {
    const values = series.map(({ values }) => values[at] ?? 0);
    return kind === 'columns' ? sumOf(values, (value) => value) : Math.max(0, ...values);
  });
  const highest = heights.reduce((most, height) => Math.max(most, height), 0);
  return scale === 'logarithmic' ? logScale(highest) : linearScale(0, highest || 1, { isRounded: true });
}

function columns(series: readonly Series[], { x, y, frame }: Placing): readonly Html[] {
  return Array.from({ length: frame.stretches }, (_, at) => {
    const left = x(frame.fromMs + at * frame.everyMs);
    const width = round(Math.max(0.5, x(frame.fromMs + (at + 1) * frame.everyMs) - left - 1));
    let below = 0;
    const parts = series.map(({ look, values }) => {
      const value = values[at] ?? 0;
      const [bottom, top] = [y(below), y(below + value)];
      below += value;
      if (value === 0) return NOTHING;
      return html`<rect class="${look}" x="${left}" y="${top}" width="${width}" height="${round(bottom - top)}"/>`;
    });
    return below === 0 ? NOTHING : html`<g>${parts}<title>${columnTitle(series, frame, at)}</title></g>`;
  });
}

function columnTitle(series: readonly Series[], frame: TimeFrame, at: number): string {
  const parts = series.filter(({ values }) => (values[at] ?? 0) > 0).map(({ name, values }) => `${values[at]} ${name}`);
  return `${seconds(frame.fromMs + at * frame.everyMs)}: ${parts.join(', ')}`;
}

function lines({ kind, series }: TimeChart, place: Placing): readonly Html[] {
  return series.flatMap(({ look, values }) =>
    runsOf(values).map((run) => html`<path class="line ${look}" d="${pathOf(run, kind, place)}"/>`),
  );
}

type Run = readonly { readonly at: number; readonly value: number }[];

/** Stretches of which something is known, without those in between: a line has a gap where nothing was seen. */
function runsOf(values: Series['values']): readonly Run[] {
  const runs: { at: number; value: number }[][] = [];
  let isOpen = false;
  for (const [at, value] of values.entries()) {
    if (value !== null && !isOpen) runs.push([]);
    isOpen = value !== null;
    if (value !== null) runs.at(-1)?.push({ at, value });
  }
  return runs;
}

function pathOf(run: Run, kind: TimeChart['kind'], { x, y, frame }: Placing): string {
  const start = (at: number): number => x(frame.fromMs + at * frame.everyMs);
  if (kind === 'steps') {
    const steps = run.map(({ at, value }) => `${start(at)},${y(value)} ${start(at + 1)},${y(value)}`);
    return `M${steps.join(' L')}`;
  }
  // One value alone is a short stroke, so that it can be seen.
  const [first] = run;
  if (run.length === 1 && first !== undefined) {
    return `M${start(first.at)},${y(first.value)} L${start(first.at + 1)},${y(first.value)}`;
  }
  return `M${run.map(({ at, value }) => `${x(frame.fromMs + (at + 0.5) * frame.everyMs)},${y(value)}`).join(' L')}`;
}

function grid({ ticks }: Scale, unit: string, y: (value: number) => number): Html {
  const rows = ticks.map(
    (
      tick,
    ) => html`<line class="grid" x1="${SIZE.left}" x2="${SIZE.width - SIZE.right}" y1="${y(tick)}" y2="${y(tick)}"/>
<text x="${SIZE.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick.toLocaleString('en-GB')}</text>`,
  );
  return html`${rows}<text x="${SIZE.left - 8}" y="12" text-anchor="end">${unit}</text>`;
}

function axis(ticks: readonly number[], x: (ms: number) => number): readonly Html[] {
  return ticks.map(
    (tick) => html`<text x="${x(tick * 1_000)}" y="${SIZE.height - 10}" text-anchor="middle">${tick} s</text>`,
  );
}

function startLine(x: (ms: number) => number): Html {
  const { top, height, bottom } = SIZE;
  return html`<line class="start" x1="${x(0)}" x2="${x(0)}" y1="${top - 8}" y2="${height - bottom}"/>
<text x="${x(0) + 4}" y="${top - 12}">start</text>`;
}

function bands({ x, frame }: Placing): readonly Html[] {
  return frame.faults.map(({ what, killed_at_ms: killedAtMs, back_at_ms: backAtMs }) => {
    const endMs = frame.fromMs + frame.everyMs * frame.stretches;
    const left = x(Math.min(killedAtMs, endMs));
    const width = round(Math.max(NARROWEST_BAND, x(Math.min(backAtMs, endMs)) - left));
    const title = `${what} killed at ${seconds(killedAtMs)}, back at ${seconds(backAtMs)}`;
    return html`<g><rect class="away ${what === 'Redis' ? 'away-redis' : ''}" x="${left}" y="${SIZE.top}" width="${width}" height="${PLOT_HEIGHT}"/>
${width < NAMED_FROM ? NOTHING : html`<text class="away-name" x="${left + 6}" y="${SIZE.top + 16}">${what} away</text>`}<title>${title}</title></g>`;
  });
}

function legend({ series, kind }: TimeChart, { faults }: TimeFrame): Html {
  const shown = series.length > 1 ? series : [];
  const keys = shown.map(
    ({ name, look }) =>
      html`<li><svg viewBox="0 0 24 12" aria-hidden="true">${
        kind === 'columns'
          ? html`<rect class="${look}" width="24" height="12"/>`
          : html`<path class="line ${look}" d="M0,6 L24,6"/>`
      }</svg>${name}</li>`,
  );
  const away = [...new Set(faults.map(({ what }) => what))].map(
    (what) =>
      html`<li><svg viewBox="0 0 24 12" aria-hidden="true"><rect class="away ${
        what === 'Redis' ? 'away-redis' : ''
      }" width="24" height="12"/></svg>${what} killed, until it is back</li>`,
  );
  return keys.length + away.length === 0 ? NOTHING : html`<ul class="legend">${keys}${away}</ul>`;
}

function figures({ series, title }: TimeChart, frame: TimeFrame): Html {
  const rows = Array.from({ length: frame.stretches }, (_, at) => {
    const cells = series.map(({ values }) => html`<td>${values[at] ?? '–'}</td>`);
    return html`<tr><th scope="row">${seconds(frame.fromMs + at * frame.everyMs)}</th>${cells}</tr>`;
  });
  const heads = series.map(({ name }) => html`<th scope="col">${name}</th>`);
  return html`<details><summary>The figures of “${title}”</summary>
<div class="scroll"><table class="figures"><thead><tr><th scope="col">from</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

export function seconds(ms: number): string {
  return `${Math.round(ms / 10) / 100} s`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
