import { type DrillResult, isClean, type SaleResult, violationsOf } from '../result.ts';
import { Html, html, NOTHING } from './html.ts';
import { loadCharts } from './load-charts.ts';
import { saleCharts } from './sale-charts.ts';
import { STYLE } from './style.ts';
import { seconds } from './time-chart.ts';

// The report of a drill: one page that stands alone, to be sent to somebody or kept. Its policy forbids the browser to fetch
// anything, and it has no script.

/** `command` is what to type to do it again. */
export function drillReport(result: DrillResult, command: string): string {
  const { sale } = result;
  const page = html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Holdfast drill, seed ${result.seed}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>Holdfast drill</h1>
<p class="quiet">Seed ${result.seed}</p>
${verdict(result)}
${sale === null ? NOTHING : saleFacts(sale)}
${result.orders === 0 ? NOTHING : loadFacts(result)}
<h2>Do it again</h2>
<p>The seed decides who comes when, what they do, and what is killed when. How the machine schedules all of it, it does not decide.</p>
<pre><code>${command}</code></pre>
<p>With this page, and a hundred in a row, each with the next seed:</p>
<pre><code>${command} --report drill.html
${command} --repeat 100</code></pre>
${sale === null ? NOTHING : html`<h2>The sale over time</h2>${saleCharts(sale)}`}
${result.orders === 0 ? NOTHING : html`<h2>The ordinary shop over time</h2>${loadCharts(result)}`}
${faults(result)}
<h2>Invariants</h2>
${
  sale === null
    ? NOTHING
    : invariants('The books of the sale: what people were told, against what the shop says', sale.invariants)
}
${invariants('The audit of the shop', result.invariants)}
</main>
</body>
</html>`;
  return `<!doctype html>\n${page.text}\n`;
}

function verdict(result: DrillResult): Html {
  const found = violationsOf(result);
  if (isClean(result)) return html`<p class="verdict good">Nothing was violated.</p>`;
  return html`<p class="verdict bad">${found.length === 1 ? 'One violation.' : `${found.length} violations.`}</p>
<ul class="violations">${found.map((violation) => html`<li>${violation}</li>`)}</ul>`;
}

type Fact = readonly [string, string | number];

function factList(title: string, facts: readonly Fact[]): Html {
  const shown = facts.map(([name, value]) => {
    const text = typeof value === 'number' ? value.toLocaleString('en-GB') : value;
    return html`<div><dt>${name}</dt><dd>${text}</dd></div>`;
  });
  return html`<h2>${title}</h2><dl class="facts">${shown}</dl>`;
}

function saleFacts(sale: SaleResult): Html {
  const { answers, latency_ms: latency } = sale;
  const room = sale.waiting_room === null ? 'none' : `by ${sale.waiting_room === 'fair' ? 'fair draw' : 'arrival'}`;
  return factList('The sale', [
    ['People', sale.crowd],
    ['Units', sale.units],
    ['Sold', sale.sold],
    ['Came back, sold again', sale.returned],
    ['Requests', sale.requests],
    ['Told “sold out”', answers.sold_out],
    ['Told “limit reached”', answers.limit_reached],
    ['Told “too often”', answers.rate_limited],
    ['Without an answer', answers.unheard],
    ['Waiting room', room],
    ['Kills of the host', sale.kills],
    ['Kills of Redis', sale.redis_kills],
    ['p50 / p99, ms', `${Math.round(latency.p50)} / ${Math.round(latency.p99)}`],
    ['Seconds', sale.seconds],
  ]);
}

function loadFacts(result: DrillResult): Html {
  const { latency_ms: latency } = result;
  return factList('The ordinary shop', [
    ['Orders', result.orders],
    ['Confirmed', result.confirmed],
    ['Cancelled', result.cancelled],
    ['Refused', result.refused],
    ['Lost', result.lost],
    ['Duplicates', result.duplicates],
    ['Kills of the host', result.kills],
    ['Orders per second', result.orders_per_second],
    ['p50 / p99, ms', `${Math.round(latency.p50)} / ${Math.round(latency.p99)}`],
    ['Seconds', result.seconds],
  ]);
}

function faults({ faults: ofLoad, sale }: DrillResult): Html {
  const rows = [
    ...ofLoad.map((fault) => ({ ...fault, during: 'orders in the ordinary shop' })),
    ...(sale?.faults ?? []).map((fault) => ({ ...fault, during: 'the sale' })),
  ];
  if (rows.length === 0) return NOTHING;
  const shown = rows.map(
    ({ what, during, killed_at_ms: killedAtMs, back_at_ms: backAtMs }) => html`<tr><td>${what}</td><td>${during}</td>
<td>${seconds(killedAtMs)}</td><td>${seconds(backAtMs - killedAtMs)}</td></tr>`,
  );
  return html`<h2>Faults</h2>
<table><thead><tr><th scope="col">killed</th><th scope="col">during</th><th scope="col">at</th><th scope="col">away for</th></tr></thead>
<tbody>${shown}</tbody></table>`;
}

function invariants(title: string, judged: DrillResult['invariants']): Html {
  const rows = judged.map(({ name, ok, detail }) => {
    const held = ok ? html`<td class="holds">holds</td>` : html`<td class="broken">VIOLATED</td>`;
    return html`<tr>${held}<td>${name}</td><td>${detail}</td></tr>`;
  });
  return html`<h3>${title}</h3>
<table><thead><tr><th scope="col">verdict</th><th scope="col">invariant</th><th scope="col">looked at</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}
