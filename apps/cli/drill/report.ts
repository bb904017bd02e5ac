import type { Drilled } from './drill.ts';
import { type Stretch, stretchesOf } from './measure.ts';

// The report of a drill: one page that needs nothing else, to be sent to somebody or kept.

const CHART = { width: 860, height: 180, left: 60, bottom: 22 };
const STRETCHES = 60;
const SHORTEST_STRETCH_MS = 50;

const STYLE = `
body { font: 15px/1.5 system-ui, sans-serif; max-width: 900px; margin: 2rem auto; padding: 0 1rem; color: #1c2430; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } td, th { padding: .2rem 1rem .2rem 0; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; } code { background: #eef1f5; padding: .2rem .4rem; }
.good { color: #17693a; } .bad { color: #b3261e; font-weight: 600; }
svg { max-width: 100%; } text { font-size: 11px; fill: #5a6573; }`;

/** `command` is what to type to do it again. */
export function drillReport({ result, load, killedAtMs, audit }: Drilled, command: string): string {
  const lengthMs = Math.max(SHORTEST_STRETCH_MS, Math.ceil(load.durationMs / STRETCHES));
  const stretches = stretchesOf(load.heard, lengthMs);
  const ok = result.audit_ok && result.violations.length === 0;
  const verdict = ok ? '<p class="good">Nothing was violated.</p>' : '<p class="bad">Something was violated.</p>';
  const perSecond = stretches.map(({ answered }) => (answered * 1_000) / lengthMs);
  const marks = { killedAtMs, spanMs: stretches.length * lengthMs };
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Holdfast drill ${result.seed}</title>
<style>${STYLE}</style></head>
<body>
<h1>Drill with seed ${result.seed}</h1>
${verdict}
<p>To do it again: <code>${escaped(command)}</code></p>
${factsTable(result)}
${list('Violations', result.violations)}
<h2>Orders answered per second</h2>
${chart([{ values: perSecond, colour: '#2f6fde', name: 'orders per second' }], marks)}
<h2>Latency in milliseconds</h2>
${chart(latencyLines(stretches), marks)}
<h2>Invariants</h2>
<table>${audit.invariants.map(invariantRow).join('\n')}</table>
</body>
</html>
`;
}

function factsTable(result: Drilled['result']): string {
  const { p50, p95, p99 } = result.latency_ms;
  const facts: readonly (readonly [string, string | number])[] = [
    ['Orders', result.orders],
    ['Confirmed', result.confirmed],
    ['Cancelled', result.cancelled],
    ['Refused', result.refused],
    ['Acknowledged', result.acknowledged],
    ['Lost', result.lost],
    ['Duplicates', result.duplicates],
    ['Kills', result.kills],
    ['Orders per second', result.orders_per_second],
    ['Latency p50 / p95 / p99, ms', `${p50} / ${p95} / ${p99}`],
    ['Seconds', result.seconds],
  ];
  const rows = facts.map(([name, value]) => `<tr><th>${name}</th><td class="number">${value}</td></tr>`);
  return `<table>${rows.join('\n')}</table>`;
}

function list(title: string, items: readonly string[]): string {
  if (items.length === 0) return '';
  return `<h2>${title}</h2><ul>${items.map((item) => `<li class="bad">${escaped(item)}</li>`).join('\n')}</ul>`;
}

function invariantRow({ name, ok, detail }: Drilled['audit']['invariants'][number]): string {
  const verdict = ok ? '<td class="good">holds</td>' : '<td class="bad">violated</td>';
  return `<tr>${verdict}<td>${escaped(name)}</td><td>${escaped(detail)}</td></tr>`;
}

interface Line {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
}

function latencyLines(stretches: readonly Stretch[]): readonly Line[] {
  return [
    { name: 'p50', colour: '#2f6fde', values: stretches.map(({ latency }) => latency.p50) },
    { name: 'p99', colour: '#d9822b', values: stretches.map(({ latency }) => latency.p99) },
  ];
}

/** Lines over the time of the load, and a mark at each kill. */
function chart(
  lines: readonly Line[],
  { killedAtMs, spanMs }: { readonly killedAtMs: readonly number[]; readonly spanMs: number },
): string {
  const { width, height, left, bottom } = CHART;
  const highest = Math.max(1, ...lines.flatMap(({ values }) => values));
  const x = (share: number): number => Math.round(left + share * (width - left));
  const y = (value: number): number => Math.round((height - bottom) * (1 - value / highest) + 8);
  const drawn = lines.map(({ values, colour, name }, index) => {
    const points = values.map((value, at) => `${x((at + 0.5) / values.length)},${y(value)}`).join(' ');
    const legend = `<text x="${left + 8 + index * 60}" y="12" style="fill:${colour}">${name}</text>`;
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2"/>${legend}`;
  });
  const kills = killedAtMs.map((atMs) => {
    const at = x(Math.min(1, atMs / spanMs));
    return `<line x1="${at}" x2="${at}" y1="8" y2="${y(0)}" stroke="#b3261e" stroke-dasharray="4 3"><title>killed</title></line>`;
  });
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${lines.map(({ name }) => name).join(', ')}">
<line x1="${left}" x2="${width}" y1="${y(0)}" y2="${y(0)}" stroke="#c8d0da"/>
<text x="${left - 8}" y="${y(highest) + 4}" text-anchor="end">${Math.round(highest)}</text>
<text x="${left - 8}" y="${y(0)}" text-anchor="end">0</text>
<text x="${width}" y="${height - 2}" text-anchor="end">${Math.round(spanMs / 100) / 10} s</text>
${[...drawn, ...kills].join('\n')}
</svg>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
