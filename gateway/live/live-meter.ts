import type { Registry } from 'prom-client';
import type { Clock } from '../../platform/kernel/clock.ts';
import type { Sales } from '../../processes/sale/door.ts';
import type { LiveSampleDocument } from '../schemas/live.ts';
import { type Buckets, between, percentile } from './percentiles.ts';
import { type Labels, Readings } from './readings.ts';

// Makes a sample of what the host's metrics count and what its sales are at. What is counted in this process costs
// nothing to read; what has to be asked of a database is asked once in several samples and kept until then.

interface MeterOptions {
  readonly registry: Registry;
  readonly sales: Pick<Sales, 'current' | 'getAll'>;
  readonly clock: Clock;
}

/** Samples over which a percentile is taken: one second of a quiet shop has no percentiles. */
const WINDOW = 10;
/** Sales in a sample, read by one look a second: a shop with more shows those that sell, and of the rest the first. */
export const MOST_SALES = 50;

const PLACING = new Set(['/orders', '/carts/:id/checkout', '/sales/:id/orders']);
const isCheckout = ({ definition }: Labels): boolean => String(definition).startsWith('checkout');

/** What only grows. */
interface Counts {
  readonly atMs: number;
  readonly placed: number;
  readonly completed: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly requests: number;
  readonly failed: number;
  readonly shed: number;
  readonly durations: Buckets;
}

type Depths = Pick<LiveSampleDocument, 'outbox' | 'consumers' | 'views' | 'dead_letters' | 'gate_drift'> & {
  readonly parked: number;
  readonly saleIds: readonly string[];
};

export class LiveMeter {
  readonly #options: MeterOptions;
  readonly #readings: Readings;
  /** Oldest first: as many as the window is long, and the one before it. */
  #counts: readonly Counts[] = [];
  #depths: Depths | undefined;

  constructor(options: MeterOptions) {
    this.#options = options;
    this.#readings = new Readings(options.registry);
  }

  /** @param deep what databases have to be asked for is asked for anew. */
  async sample(deep: boolean): Promise<LiveSampleDocument> {
    if (deep || this.#depths === undefined) this.#depths = await this.#readDepths();
    const { parked, saleIds, ...depths } = this.#depths;
    const counts = await this.#readCounts();
    const before = this.#counts.at(-1) ?? counts;
    this.#counts = [...this.#counts, counts].slice(-WINDOW - 1);
    return {
      at: new Date(counts.atMs).toISOString(),
      ...ratesOf(before, counts),
      latency_ms: latencyOf(between(this.#counts[0]?.durations, counts.durations)),
      sagas: {
        running: await this.#readings.by('status', 'holdfast_sagas_running'),
        parked,
        late: await this.#readings.sum('holdfast_sagas_late'),
      },
      sales: await this.#readSales(saleIds),
      sale_queue: await this.#readings.sum('holdfast_sale_queue_orders'),
      ...depths,
    };
  }

  async #readCounts(): Promise<Counts> {
    const readings = this.#readings;
    const requests = (await readings.values(HTTP)).filter(({ metricName }) => metricName === `${HTTP}_count`);
    const count = (isMeant: (labels: Labels) => boolean): number =>
      requests.reduce((sum, { labels, value }) => (isMeant(labels) ? sum + value : sum), 0);
    return {
      atMs: this.#options.clock.nowMs(),
      placed: count(({ method, route, status }) => method === 'POST' && PLACING.has(String(route)) && isDone(status)),
      completed: await readings.sum('holdfast_sagas_ended_total', (labels) =>
        Boolean(isCheckout(labels) && labels.status === 'completed'),
      ),
      refused: await readings.by('reason', 'holdfast_checkouts_refused_total'),
      requests: count(() => true),
      failed: count(({ status }) => String(status).startsWith('5') && status !== '503'),
      shed: count(({ status }) => status === '429' || status === '503'),
      durations: await readings.buckets('holdfast_saga_duration_seconds', isCheckout),
    };
  }

  async #readDepths(): Promise<Depths> {
    const readings = this.#readings;
    const [records, outboxOldest, waiting, retrying, oldest, dead, views, drift, parked, sales] = await Promise.all([
      readings.by('module', 'holdfast_outbox_records'),
      readings.most('holdfast_outbox_oldest_seconds'),
      readings.by('consumer', 'holdfast_consumer_lag'),
      readings.by('consumer', 'holdfast_consumer_retrying'),
      readings.most('holdfast_consumer_oldest_seconds'),
      readings.sum('holdfast_dead_letters'),
      readings.by('projection', 'holdfast_projection_lag_events'),
      readings.by('sale', 'holdfast_gate_drift_units'),
      readings.sum('holdfast_sagas_parked'),
      this.#options.sales.current(MOST_SALES),
    ]);
    return {
      outbox: { records, oldest_seconds: outboxOldest },
      consumers: { waiting, retrying, oldest_seconds: oldest },
      views,
      dead_letters: dead,
      gate_drift: drift,
      parked,
      saleIds: sales.map(({ saleId }) => saleId),
    };
  }

  async #readSales(saleIds: readonly string[]): Promise<LiveSampleDocument['sales']> {
    const sales = await this.#options.sales.getAll(saleIds);
    return sales.map(({ saleId, terms, state, remaining }) => ({
      id: saleId,
      product_id: terms.productId,
      state,
      quantity: terms.quantity,
      remaining,
    }));
  }
}

const HTTP = 'http_request_duration_seconds';

function isDone(status: string | number | undefined): boolean {
  return String(status).startsWith('2');
}

function ratesOf(before: Counts, after: Counts): Pick<LiveSampleDocument, 'orders' | 'http'> {
  const seconds = (after.atMs - before.atMs) / 1_000;
  const rate = (earlier = 0, later = 0): number =>
    seconds > 0 ? Math.round(((later - earlier) / seconds) * 10) / 10 : 0;
  const refused = Object.entries(after.refused).map(([reason, count]) => [reason, rate(before.refused[reason], count)]);
  return {
    orders: {
      placed: rate(before.placed, after.placed),
      completed: rate(before.completed, after.completed),
      refused: Object.fromEntries(refused.filter(([, perSecond]) => perSecond !== 0)),
    },
    http: {
      requests: rate(before.requests, after.requests),
      failed: rate(before.failed, after.failed),
      shed: rate(before.shed, after.shed),
    },
  };
}

function latencyOf(durations: Buckets): LiveSampleDocument['latency_ms'] {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(durations, share));
  if (p50 === undefined || p95 === undefined || p99 === undefined) return null;
  const ms = (seconds: number): number => Math.round(seconds * 1_000);
  return { p50: ms(p50), p95: ms(p95), p99: ms(p99) };
}
