// Throughput and p99 of each strategy against contention, as an SVG that stands alone: a column for each number of SKUs,
// clients to the right, both axes logarithmic, so that what is twice as much is as far apart everywhere.

export interface Measured {
  readonly strategy: string;
  readonly skus: number;
  readonly clients: number;
  readonly perSecond: number;
  readonly p99Ms: number;
}

const PANEL = { width: 190, height: 150, gapX: 18, gapY: 46, left: 62, top: 78 } as const;
const COLOURS: readonly string[] = ['#3b73b9', '#b4470f', '#3f9163'];
const ROWS = [
  { label: 'orders/s', take: ({ perSecond }: Measured) => perSecond },
  { label: 'p99, ms', take: ({ p99Ms }: Measured) => p99Ms },
] as const;

const STYLE = `text { font: 12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; fill: #1f2933; }
    .title { font-size: 15px; font-weight: 600; } .small { font-size: 11px; fill: #52606d; }
    .panel { fill: #f3f5f8; stroke: #9aa5b1; } .grid { stroke: #dde3ea; } .line { fill: none; stroke-width: 2; }`;

export function plot(measured: readonly Measured[]): string {
  const skus = distinct(measured.map((one) => one.skus));
  const strategies = [...new Set(measured.map(({ strategy }) => strategy))];
  const width = PANEL.left + skus.length * (PANEL.width + PANEL.gapX);
  const height = PANEL.top + ROWS.length * (PANEL.height + PANEL.gapY);
  const panels = ROWS.flatMap(({ label, take }, row) => {
    const scaleY = decades(measured.map(take));
    return skus.map((count, column) => {
      const own = measured.filter((one) => one.skus === count);
      const x = PANEL.left + column * (PANEL.width + PANEL.gapX);
      const y = PANEL.top + row * (PANEL.height + PANEL.gapY);
      const heading =
        row === 0 ? text(PANEL.width / 2, -10, count === 1 ? '1 SKU' : `${count} SKUs`, '', 'middle') : '';
      const axis = column === 0 ? ticksY(scaleY, label) : '';
      return `<g transform="translate(${x} ${y})">${heading}${frame(scaleY)}${axis}${lines(own, strategies, take, scaleY)}</g>`;
    });
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title description">
  <title id="title">Stock strategies against contention</title>
  <desc id="description">Reservations a second, and the latency that 99 of 100 stay below, of ${strategies.join(', ')}; for ${skus.join(', ')} SKUs and up to ${Math.max(...measured.map(({ clients }) => clients))} clients at once.</desc>
  <style>${STYLE}</style>
  <rect width="${width}" height="${height}" fill="#ffffff"/>
  ${text(PANEL.left, 24, 'Stock strategies against contention', 'title')}
  ${legend(strategies)}
  ${panels.join('\n  ')}
</svg>
`;
}

interface Scale {
  readonly from: number;
  readonly to: number;
}

/** Whole powers of ten around the values. */
function decades(values: readonly number[]): Scale {
  const from = Math.floor(Math.log10(Math.min(...values)));
  return { from, to: Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)))) };
}

function placeY({ from, to }: Scale, value: number): number {
  return PANEL.height * (1 - (Math.log10(value) - from) / (to - from));
}

function placeX(clients: readonly number[], value: number): number {
  const span = Math.log2(Math.max(...clients, 2));
  return 12 + (PANEL.width - 24) * (Math.log2(value) / span);
}

function powersOf({ from, to }: Scale): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => 10 ** (from + index));
}

function frame(scale: Scale): string {
  const grid = powersOf(scale)
    .map((value) => placeY(scale, value).toFixed(1))
    .map((y) => `<line class="grid" x1="0" x2="${PANEL.width}" y1="${y}" y2="${y}"/>`);
  return `<rect class="panel" width="${PANEL.width}" height="${PANEL.height}"/>${grid.join('')}`;
}

function ticksY(scale: Scale, label: string): string {
  const ticks = powersOf(scale).map((value) =>
    text(-6, placeY(scale, value) + 4, value.toLocaleString('en'), 'small', 'end'),
  );
  return `${ticks.join('')}${text(-6, PANEL.height + 16, label, 'small', 'end')}`;
}

function lines(
  own: readonly Measured[],
  strategies: readonly string[],
  take: (one: Measured) => number,
  scale: Scale,
): string {
  const clients = distinct(own.map((one) => one.clients));
  const ticks = clients.map((count) =>
    text(placeX(clients, count), PANEL.height + 16, String(count), 'small', 'middle'),
  );
  const drawn = strategies.map((strategy, index) => {
    const points = own
      .filter((one) => one.strategy === strategy)
      .sort((left, right) => left.clients - right.clients)
      .map((one) => `${placeX(clients, one.clients).toFixed(1)},${placeY(scale, take(one)).toFixed(1)}`);
    return `<polyline class="line" stroke="${colourOf(index)}" points="${points.join(' ')}"/>`;
  });
  return `${ticks.join('')}${drawn.join('')}${text(PANEL.width / 2, PANEL.height + 31, 'clients', 'small', 'middle')}`;
}

function legend(strategies: readonly string[]): string {
  return strategies
    .map((strategy, index) => {
      const x = PANEL.left + index * 130;
      return `<line class="line" stroke="${colourOf(index)}" x1="${x}" x2="${x + 22}" y1="42" y2="42"/>${text(x + 28, 46, strategy)}`;
    })
    .join('');
}

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '#000000';
}

/** The anchor is an attribute, because not every renderer takes it from a style. */
function text(x: number, y: number, words: string, kind = '', anchor = 'start'): string {
  const place = `x="${x.toFixed(1)}" y="${y.toFixed(1)}"`;
  return `<text ${place} class="${kind}" text-anchor="${anchor}">${words}</text>`;
}

function distinct(values: readonly number[]): number[] {
  return [...new Set(values)].sort((left, right) => left - right);
}
