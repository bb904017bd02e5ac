import { setTimeout as pause } from 'node:timers/promises';
import type { LoadResult } from './load/http-load.ts';
import { median } from './ratios.ts';
import { openSale, saleBodies } from './sales.ts';
import {
  load,
  post,
  type Server,
  type Shop,
  startBareServer,
  startHandWritten,
  startShop,
} from './servers/processes.ts';

// The way into a flash sale, as ratios to a bare node:http server that answers the same POST in the same run: orders that
// are durable in the queue when they are answered (202, their checkouts come later), and refusals of a sale that is sold
// out (409); both once more with an idempotency key each, as shoppers send them. Each round has sales of its own; the next
// begins when the queue of the one before has been worked off. Last comes the same way in by hand. Run it with `npm run bench:sale`.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 4) * 1_000;
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 256);
const UNITS = 1_000_000;
const DRAIN_POLL_MS = 200;
const DRAIN_TIMEOUT_MS = 300_000;

const bodies = saleBodies();

const KINDS = [
  { what: 'accepted (202)', status: '202', keyed: false },
  { what: 'sold out (409)', status: '409', keyed: false },
  { what: 'accepted, keys', status: '202', keyed: true },
  { what: 'sold out, keys', status: '409', keyed: true },
] as const;

async function crowd(port: number, path: string, keyed = false): Promise<LoadResult> {
  return load({ port, connections: CONNECTIONS, durationMs: DURATION_MS, path, bodies, keyed });
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

/** The same way in by hand: its rows, a batch at a time, behind node:http, and no checkouts. Its rows stay, so it comes last. */
async function byHand(bareServer: Server, shop: Shop): Promise<string> {
  const server = await startHandWritten(shop, 'sale');
  try {
    const rates: number[] = [];
    const bareRates: number[] = [];
    let statuses: LoadResult['statuses'] = {};
    for (let round = 0; round <= ROUNDS; round++) {
      const bare = await crowd(bareServer.port, '/');
      const result = await crowd(server.port, '/');
      statuses = result.statuses;
      if (round === 0) continue;
      bareRates.push(bare.perSecond);
      rates.push(perSecond(result, '201'));
    }
    return line('by hand, HTTP', rates, bareRates, statuses);
  } finally {
    await server.stop();
  }
}

const bareServer = await startBareServer();
try {
  const shop = await startShop();
  try {
    const bareRates: number[] = [];
    const measured = KINDS.map((kind) => ({ ...kind, rates: [] as number[], last: {} as LoadResult['statuses'] }));
    const gone = await openSale(shop, 'gone', 1);
    await post(shop, gone, { customer_id: 'first', quantity: 1 });
    for (let round = 0; round <= ROUNDS; round++) {
      const bare = await crowd(bareServer.port, '/');
      // The first round warms up.
      if (round > 0) bareRates.push(bare.perSecond);
      for (const kind of measured) {
        const { status, keyed, rates } = kind;
        const path = status === '202' ? await openSale(shop, `round-${round}-${keyed}`, UNITS) : gone;
        const result = await crowd(shop.port, path, keyed);
        if (status === '202') await drained(shop);
        if (round > 0) rates.push(perSecond(result, status));
        kind.last = result.statuses;
      }
    }
    console.log(`Medians of ${ROUNDS} rounds of ${DURATION_MS / 1_000} s, ${CONNECTIONS} connections.`);
    console.log(`bare node:http     ${Math.round(median(bareRates))}/s`);
    for (const { what, rates, last } of measured) console.log(line(what, rates, bareRates, last));
    console.log(await byHand(bareServer, shop));
  } finally {
    await shop.stop();
  }
} finally {
  await bareServer.stop();
}
