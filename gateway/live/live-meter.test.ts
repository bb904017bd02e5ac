import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/lifecycle/new-id.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { FakeSales } from '../testing/fake-sales.ts';
import { LiveMeter, MOST_SALES } from './live-meter.ts';

const TERMS = {
  productId: 'mug',
  sku: 'MUG',
  quantity: 10,
  priceMinor: 500,
  currency: 'GBP',
  startsAtMs: 0,
  endsAtMs: 1,
  perCustomerLimit: 1,
  rateRequests: 5,
  rateWindowMs: 1_000,
};

function byDemo() {
  return { steeringId: newId(), who: 'demo', why: '', expectedVersion: 0 };
}

function world() {
  const registry = new Registry();
  const registers = [registry];
  const http = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'x',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const ended = new Counter({
    name: 'holdfast_sagas_ended_total',
    help: 'x',
    labelNames: ['definition', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'holdfast_saga_duration_seconds',
    help: 'x',
    labelNames: ['definition'],
    buckets: [0.1, 1],
    registers,
  });
  const refused = new Counter({
    name: 'holdfast_checkouts_refused_total',
    help: 'x',
    labelNames: ['reason'],
    registers,
  });
  const state = { lag: 0, reads: 0 };
  new Gauge({
    name: 'holdfast_consumer_lag',
    help: 'x',
    labelNames: ['consumer'],
    registers,
    collect() {
      state.reads += 1;
      this.set({ consumer: 'payments' }, state.lag);
    },
  });
  const clock = new FakeClock();
  const sales = new FakeSales();
  return { http, ended, durations, refused, state, clock, sales, meter: new LiveMeter({ registry, sales, clock }) };
}

describe('a sample of the shop', () => {
  it('has rates of what was counted since the one before', async () => {
    const { http, ended, refused, clock, meter } = world();
    http.observe({ method: 'POST', route: '/orders', status: '201' }, 0.1);
    expect((await meter.sample(true)).orders).toEqual({ placed: 0, completed: 0, refused: {} });

    for (let order = 0; order < 20; order += 1) http.observe({ method: 'POST', route: '/orders', status: '201' }, 0.1);
    http.observe({ method: 'POST', route: '/sales/:id/orders', status: '202' }, 0.1);
    http.observe({ method: 'POST', route: '/orders', status: '503' }, 0.1);
    http.observe({ method: 'GET', route: '/orders', status: '200' }, 0.1);
    ended.inc({ definition: 'checkout.v1', status: 'completed' }, 14);
    ended.inc({ definition: 'cancellation.v1', status: 'completed' }, 100);
    refused.inc({ reason: 'out_of_stock' }, 6);
    clock.advance(2_000);
    expect(await meter.sample(false)).toMatchObject({
      orders: { placed: 10.5, completed: 7, refused: { out_of_stock: 3 } },
      http: { requests: 11.5, failed: 0, shed: 0.5 },
    });
  });

  it('has percentiles of the last ten seconds, and none where no checkout ended', async () => {
    const { durations, clock, meter } = world();
    durations.observe({ definition: 'checkout.v1' }, 0.5);
    expect((await meter.sample(true)).latency_ms).toBeNull();
    durations.observe({ definition: 'checkout.v1' }, 0.05);
    durations.observe({ definition: 'cancellation.v1' }, 0.9);
    clock.advance(1_000);
    expect((await meter.sample(false)).latency_ms).toEqual({ p50: 50, p95: 95, p99: 99 });
    for (let second = 0; second < 10; second += 1) {
      clock.advance(1_000);
      await meter.sample(false);
    }
    expect((await meter.sample(false)).latency_ms).toBeNull();
  });

  it('asks for what databases know only when it is to', async () => {
    const { state, meter } = world();
    await meter.sample(true);
    state.lag = 7;
    expect((await meter.sample(false)).consumers.waiting).toEqual({});
    expect((await meter.sample(true)).consumers.waiting).toEqual({ payments: 7 });
    expect(state.reads).toBe(2);
  });

  it('shows the sales that are not closed, as they are', async () => {
    const { sales, meter } = world();
    await sales.schedule('one', TERMS);
    await sales.schedule('two', TERMS);
    await sales.steer('two', 'close', byDemo());
    expect((await meter.sample(true)).sales).toEqual([
      { id: 'one', product_id: 'mug', state: 'scheduled', quantity: 10, remaining: 10 },
    ]);
  });

  it('shows what sells, however many sales there were before, and are yet to come', async () => {
    const { sales, meter } = world();
    for (let index = 0; index < 1_500; index++) {
      await sales.schedule(`old-${index}`, TERMS);
      await sales.steer(`old-${index}`, 'close', byDemo());
    }
    for (let index = 0; index < 200; index++) await sales.schedule(`planned-${index}`, TERMS);
    await sales.schedule('now', TERMS);
    await sales.steer('now', 'open', byDemo());
    const shown = (await meter.sample(true)).sales;
    expect(shown).toHaveLength(MOST_SALES);
    expect(shown[0]).toMatchObject({ id: 'now', state: 'open' });
  });

  it('reads no more sales than it shows, by one look a sample', async () => {
    const { sales, meter } = world();
    for (let index = 0; index < 200; index++) await sales.schedule(`planned-${index}`, TERMS);
    await meter.sample(true);
    await meter.sample(false);
    expect(sales.looks).toEqual([MOST_SALES, MOST_SALES]);
  });
});
