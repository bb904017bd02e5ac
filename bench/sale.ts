import { setTimeout as pause } from 'node:timers/promises';
import type { LoadResult } from './load/http-load.ts';
import { median } from './ratios.ts';
import { openSale, saleBodies } from './sales.ts';
import { load, post, type Shop, startBareServer, startShop } from './servers/processes.ts';

// The way into a flash sale, as ratios to a bare node:http server that answers the same POST in the same run: orders that
// are durable in the queue when they are answered (202, their checkouts come later), and refusals of a sale that is sold
// out (409). Each round has sales of its own; the next begins when the queue of the one before has been worked off. Run it
// with `npm run bench:sale`.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 4) * 1_000;
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 256);
const UNITS = 1_000_000;
const DRAIN_POLL_MS = 200;
const DRAIN_TIMEOUT_MS = 300_000;

const bodies = saleBodies();

async function crowd(port: number, path: string): Promise<LoadResult> {
  return load({ port, connections: CONNECTIONS, durationMs: DURATION_MS, path, bodies });
}

/** Answers of one status a second: what else was answered is no result. */
function perSecond({ statuses, seconds }: LoadResult, status: string): number {
  return (statuses[status] ?? 0) / seconds;
}

async function gauge(shop: Shop, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${shop.port}/metrics`)).text();
  return Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
}

/** Until no checkout is under way and none waits in the queue. */
async function drained(shop: Shop): Promise<void> {
  for (const untilMs = Date.now() + DRAIN_TIMEOUT_MS; Date.now() < untilMs; await pause(DRAIN_POLL_MS)) {
    const { data } = (await (await fetch(`http://127.0.0.1:${shop.port}/sagas?status=in_progress&limit=1`)).json()) as {
      data: unknown[];
    };
    if (data.length === 0 && (await gauge(shop, 'holdfast_sale_queue_orders')) === 0) return;
  }
  throw new Error(`the queue was not worked off within ${DRAIN_TIMEOUT_MS / 1_000} s`);
}

function line(
  what: string,
  rates: readonly number[],
  bare: readonly number[],
  statuses: LoadResult['statuses'],
): string {
  const ratios = rates.map((rate, round) => rate / (bare[round] ?? Number.NaN));
  const [middle, least, most] = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((one) => one.toFixed(2));
  return `${what.padEnd(18)} ${Math.round(median(rates))}/s, ${middle} of bare (least ${least}, most ${most}); last round ${JSON.stringify(statuses)}`;
}

const bareServer = await startBareServer();
try {
  const shop = await startShop();
  try {
    const rates = { bare: [] as number[], accepted: [] as number[], soldOut: [] as number[] };
    let accepted: LoadResult | undefined;
    let soldOut: LoadResult | undefined;
    const gone = await openSale(shop, 'gone', 1);
    await post(shop, gone, { customer_id: 'first', quantity: 1 });
    for (let round = 0; round <= ROUNDS; round++) {
      const bare = await crowd(bareServer.port, '/');
      accepted = await crowd(shop.port, await openSale(shop, `round-${round}`, UNITS));
      await drained(shop);
      soldOut = await crowd(shop.port, gone);
      // The first round warms up.
      if (round === 0) continue;
      rates.bare.push(bare.perSecond);
      rates.accepted.push(perSecond(accepted, '202'));
      rates.soldOut.push(perSecond(soldOut, '409'));
    }
    console.log(`Medians of ${ROUNDS} rounds of ${DURATION_MS / 1_000} s, ${CONNECTIONS} connections.`);
    console.log(`bare node:http     ${Math.round(median(rates.bare))}/s`);
    console.log(line('accepted (202)', rates.accepted, rates.bare, accepted?.statuses ?? {}));
    console.log(line('sold out (409)', rates.soldOut, rates.bare, soldOut?.statuses ?? {}));
  } finally {
    await shop.stop();
  }
} finally {
  await bareServer.stop();
}
