import './live.css';
import type { ReactNode } from 'react';
import { Badge } from '../../web/design/badge.tsx';
import { Skeleton } from '../../web/design/states.tsx';
import { type Column, Table } from '../../web/design/table.tsx';
import type { LiveSample } from '../../web/gen/http-types.ts';
import { Link } from '../../web/router/router.tsx';
import { sumOf, totalOf } from '../../web/sum-of.ts';
import { Chart } from '../chart/chart.tsx';
import { formatCount } from '../format/count.ts';
import { ShortId } from '../format/short-id.tsx';
import { formatDuration } from '../format/time.ts';
import { wordsOf } from '../format/tones.ts';
import { PageHead } from '../shell/page-head.tsx';
import {
  httpSeries,
  latencySeries,
  orderSeries,
  refusedSeries,
  sagaSeries,
  saleSeries,
  waitingSeries,
} from './live-series.ts';
import { type Live, useLive } from './live-store.ts';

export function LivePage() {
  const live = useLive();
  const { samples, connected } = live;
  const last = samples.at(-1);
  return (
    <div className="stack">
      <PageHead
        title="Live"
        beside={<Badge tone={connected ? 'positive' : 'caution'}>{connected ? 'following' : 'connecting'}</Badge>}
        actions={<span className="soft live-note">One sample a second; the last quarter of an hour</span>}
      />
      {last === undefined ? (
        <Skeleton lines={10} label="Waiting for the first sample" />
      ) : (
        <Shown live={live} last={last} />
      )}
    </div>
  );
}

function Shown({ live: { samples }, last }: { readonly live: Live; readonly last: LiveSample }) {
  const times = samples.map(({ at }) => Date.parse(at) / 1_000);
  const refused = refusedSeries(samples);
  return (
    <>
      <Figures last={last} />
      <div className="live-charts">
        <Chart title="Orders" unit="a second" times={times} series={orderSeries(samples)} />
        <Chart title="Checkout, begin to end" unit="ms, last 10 s" times={times} series={latencySeries(samples)} />
        {refused.length > 0 && <Chart title="Refused, by reason" unit="a second" times={times} series={refused} />}
        <Chart title="Sagas" unit="in flight" times={times} series={sagaSeries(samples)} />
        <Chart title="What waits" unit="now" times={times} series={waitingSeries(samples)} />
        <Chart title="Requests" unit="a second" times={times} series={httpSeries(samples)} />
        {last.sales.length > 0 && <Chart title="Sales" unit="units left" times={times} series={saleSeries(samples)} />}
      </div>
      <div className="live-tables">
        <Sales last={last} />
        <Waiting last={last} />
      </div>
    </>
  );
}

function Figures({ last }: { readonly last: LiveSample }) {
  const { orders, latency_ms, sagas, dead_letters, gate_drift } = last;
  const drift = sumOf(Object.values(gate_drift), Math.abs);
  return (
    <dl className="figures numeric">
      <Figure name="Orders a second">{formatCount(Math.round(orders.placed))}</Figure>
      <Figure name="Completed">{formatCount(Math.round(orders.completed))}</Figure>
      <Figure name="Refused">{formatCount(Math.round(totalOf(orders.refused)))}</Figure>
      <Figure name="p99">{latency_ms === null ? '–' : formatDuration(latency_ms.p99)}</Figure>
      <Figure name="Sagas in flight">{formatCount(totalOf(sagas.running))}</Figure>
      <Figure name="Parked" bad={sagas.parked > 0}>
        <Link to="/console/sagas?status=parked">{formatCount(sagas.parked)}</Link>
      </Figure>
      <Figure name="Dead letters" bad={dead_letters > 0}>
        <Link to="/console/messages">{formatCount(dead_letters)}</Link>
      </Figure>
      <Figure name="Gate drift" bad={drift > 0}>
        {formatCount(drift)}
      </Figure>
    </dl>
  );
}

interface FigureProps {
  readonly name: string;
  readonly bad?: boolean;
  readonly children: ReactNode;
}

function Figure({ name, bad = false, children }: FigureProps) {
  return (
    <div className={bad ? 'figure figure-bad' : 'figure'}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const SALE_COLUMNS: readonly Column<LiveSample['sales'][number]>[] = [
  { name: 'Sale', cell: ({ id }) => <ShortId id={id} to={`/console/sales/${id}`} /> },
  { name: 'Product', cell: ({ product_id }) => product_id },
  {
    name: 'State',
    cell: ({ state }) => <Badge tone={state === 'open' ? 'positive' : 'neutral'}>{wordsOf(state)}</Badge>,
  },
  { name: 'Left', cell: ({ remaining }) => formatCount(remaining), numeric: true },
  { name: 'Of', cell: ({ quantity }) => formatCount(quantity), numeric: true },
];

function Sales({ last }: { readonly last: LiveSample }) {
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>Running sales</h2>
        <span className="soft">{formatCount(last.sale_queue)} orders wait for their checkout</span>
      </div>
      {last.sales.length === 0 ? (
        <p className="soft">No sale is scheduled or open.</p>
      ) : (
        <Table caption="Running sales" columns={SALE_COLUMNS} rows={last.sales} keyOf={({ id }) => id} />
      )}
    </section>
  );
}

interface WaitingRow {
  readonly what: string;
  readonly name: string;
  readonly count: number;
}

const WAITING_COLUMNS: readonly Column<WaitingRow>[] = [
  { name: 'What', cell: ({ what }) => what },
  { name: 'Where', cell: ({ name }) => <span className="mono">{name}</span> },
  { name: 'Waiting', cell: ({ count }) => formatCount(count), numeric: true },
];

function Waiting({ last: { outbox, consumers, views, gate_drift } }: { readonly last: LiveSample }) {
  const rows = (
    [
      ['Outbox', outbox.records],
      ['Consumer', consumers.waiting],
      ['Retrying', consumers.retrying],
      ['View', views],
      ['Gate drift', gate_drift],
    ] as const
  ).flatMap(([what, byName]) => Object.entries(byName).map(([name, count]) => ({ what, name, count })));
  const oldestSeconds = Math.max(outbox.oldest_seconds, consumers.oldest_seconds);
  return (
    <section className="panel">
      <div className="panel-head">
        <h2>What waits, and where</h2>
        {rows.length > 0 && <span className="soft">oldest message {formatDuration(oldestSeconds * 1_000)}</span>}
      </div>
      {rows.length === 0 ? (
        <p className="soft">Nothing waits anywhere.</p>
      ) : (
        <Table
          caption="What waits"
          columns={WAITING_COLUMNS}
          rows={rows}
          keyOf={({ what, name }) => `${what} ${name}`}
        />
      )}
    </section>
  );
}
