import { runHandWritten } from './hand-written.ts';
import { addProducts, type CompletedOrders, completeByHand, completeOrders, ordersOf } from './orders.ts';
import { median } from './ratios.ts';
import { databaseOf } from './servers/database-of.ts';
import { load, type Shop, startBareServer, startHandWritten, startShop } from './servers/processes.ts';

// Completed orders a second over HTTP, the whole saga with every transition logged, as a ratio to a bare node:http
// server that answers the same POST in the same run. Rounds alternate, so that a machine whose speed drifts drifts for
// both. Run it with `npm run bench`.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 8) * 1_000;
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 256);

interface Completed extends CompletedOrders {
  /** From the order's acceptance to CONFIRMED, of the last orders of the round. */
  readonly endToEndMs: { readonly p50: number; readonly p99: number };
}

async function measure(shop: Shop, productIds: readonly string[], rate?: number): Promise<Completed> {
  const load = { connections: CONNECTIONS, durationMs: DURATION_MS, ...(rate === undefined ? {} : { rate }) };
  const completed = await completeOrders(shop, productIds, load);
  return { ...completed, endToEndMs: await endToEnd(shop) };
}

async function endToEnd(shop: Shop): Promise<{ p50: number; p99: number }> {
  const durationsMs: number[] = [];
  let cursor = '';
  for (let page = 0; page < 20; page++) {
    const answer = await fetch(`http://127.0.0.1:${shop.port}/orders?status=CONFIRMED&limit=100${cursor}`);
    const { data, next_cursor: next } = (await answer.json()) as {
      data: { timeline: { status: string; at: string }[] }[];
      next_cursor: string | null;
    };
    for (const { timeline } of data) {
      const at = (status: string): number => Date.parse(timeline.find((entry) => entry.status === status)?.at ?? '');
      durationsMs.push(at('CONFIRMED') - at('PENDING'));
    }
    if (next === null) break;
    cursor = `&cursor=${next}`;
  }
  durationsMs.sort((left, right) => left - right);
  const percentile = (share: number): number => durationsMs[Math.floor(share * (durationsMs.length - 1))] ?? Number.NaN;
  return { p50: percentile(0.5), p99: percentile(0.99) };
}

/** Each round by itself, so that a drifting machine drifts for both. */
function ratio(of: readonly number[], to: readonly number[]): string {
  return median(of.map((rate, round) => rate / (to[round] ?? Number.NaN))).toFixed(3);
}

interface Yardsticks {
  readonly bare: number[];
  readonly handWritten: number[];
  readonly byHttp: number[];
}

function row(
  name: string,
  { bare, handWritten, byHttp }: Yardsticks,
  results: readonly Completed[],
): Record<string, string> {
  const ratioTo = (others: readonly number[]): string =>
    ratio(
      results.map(({ completedPerSecond }) => completedPerSecond),
      others,
    );
  return {
    what: name,
    'completed/s': median(results.map(({ completedPerSecond }) => completedPerSecond)).toFixed(0),
    'of bare': ratioTo(bare),
    'of hand-written': ratioTo(handWritten),
    'of that by HTTP': ratioTo(byHttp),
    'accept p50/p99 ms': `${median(results.map((r) => r.accepted.latencyMs.p50)).toFixed(0)} / ${median(results.map((r) => r.accepted.latencyMs.p99)).toFixed(0)}`,
    'end to end p50/p99 ms': `${median(results.map((r) => r.endToEndMs.p50)).toFixed(0)} / ${median(results.map((r) => r.endToEndMs.p99)).toFixed(0)}`,
    statuses: JSON.stringify(results.at(-1)?.accepted.statuses),
  };
}

const HIGH_LOAD = 0.8;

const bareServer = await startBareServer();
const shop = await startShop();
const database = await databaseOf(shop.dataDirectory, 8);
const byHand = await startHandWritten(shop);
try {
  const spread = await addProducts(shop, 'spread', 100);
  const hot = await addProducts(shop, 'hot', 1);
  const byHttp = async (): Promise<number> => {
    const load = { connections: CONNECTIONS, durationMs: DURATION_MS / 2 };
    return (await completeByHand(byHand, spread, load)).completedPerSecond;
  };
  await measure(shop, spread);
  await byHttp();
  const yardsticks: Yardsticks = { bare: [], handWritten: [], byHttp: [] };
  const spreadResults: Completed[] = [];
  const hotResults: Completed[] = [];
  const steadyResults: Completed[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const answered = await load({
      port: bareServer.port,
      connections: CONNECTIONS,
      durationMs: DURATION_MS / 2,
      ...ordersOf(spread),
    });
    yardsticks.bare.push(answered.perSecond);
    yardsticks.handWritten.push(await runHandWritten(database, spread, DURATION_MS / 2));
    yardsticks.byHttp.push(await byHttp());
    const saturated = await measure(shop, spread);
    spreadResults.push(saturated);
    hotResults.push(await measure(shop, hot));
    steadyResults.push(await measure(shop, spread, saturated.completedPerSecond * HIGH_LOAD));
  }
  console.log(`Medians of ${ROUNDS} rounds, ${CONNECTIONS} connections, one line an order.`);
  const { bare, handWritten, byHttp: byHttpRates } = yardsticks;
  console.log(`bare node:http     ${median(bare).toFixed(0)} answers/s`);
  console.log(
    `hand-written batch ${median(handWritten).toFixed(0)} orders/s, no HTTP: ${ratio(handWritten, bare)} of bare`,
  );
  console.log(`the same by HTTP   ${median(byHttpRates).toFixed(0)} orders/s: ${ratio(byHttpRates, bare)} of bare`);
  console.table([
    row('100 SKUs', yardsticks, spreadResults),
    row('one hot SKU', yardsticks, hotResults),
    row('100 SKUs at 80 % of that load', yardsticks, steadyResults),
  ]);
} finally {
  await byHand.stop();
  await database.end();
  await shop.stop();
  await bareServer.stop();
}
