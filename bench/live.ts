import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { LoadResult } from './load/http-load.ts';
import { addProducts, completeOrders, ordersOf } from './orders.ts';
import { median } from './ratios.ts';
import { openSale, saleBodies } from './sales.ts';
import { load, post, type Shop, startShop } from './servers/processes.ts';
import { spentBy } from './servers/spent.ts';

// What the console's live page costs the shop, and whether it keeps up: 5,000 requests for orders a second on a sale that is
// sold out, and as many whole orders as the shop takes, in turns with nobody watching and with the page open in a Chromium
// on the same two cores. Run it with `npm run bench:live`; CHROMIUM names a browser elsewhere.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 8) * 1_000;
const CONNECTIONS = Number(process.env.BENCH_CONNECTIONS ?? 256);
const REQUESTS_PER_SECOND = 5_000;
const PRODUCTS = 100;
const SETTLE_MS = 1_000;

/** In the page: how many samples it has been sent, how many times it was drawn, and for how long it could not be used. */
const NOTES = `
  window.notes = { samples: 0, frames: 0, longestFrameMs: 0, blockedMs: 0 };
  const { EventSource } = window;
  window.EventSource = class extends EventSource {
    constructor(...given) {
      super(...given);
      this.addEventListener('sample', () => { window.notes.samples += 1; });
    }
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.notes.blockedMs += duration;
  }).observe({ type: 'longtask' });
  let before;
  const frame = (now) => {
    if (before !== undefined) window.notes.longestFrameMs = Math.max(window.notes.longestFrameMs, now - before);
    before = now;
    window.notes.frames += 1;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
`;

interface Notes {
  readonly samples: number;
  readonly frames: number;
  readonly longestFrameMs: number;
  readonly blockedMs: number;
}

interface Measured {
  readonly perSecond: number;
  readonly hostUs: number;
  readonly p99: number;
  readonly notes?: Notes;
}

type Work = () => Promise<{ readonly done: number; readonly perSecond: number; readonly accepted: LoadResult }>;

async function openPage(browser: Browser, port: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  await page.addInitScript(NOTES);
  await page.goto(`http://127.0.0.1:${port}/console`);
  await page.getByText('following').waitFor();
  return page;
}

async function measure(shop: Shop, work: Work, page?: Page): Promise<Measured> {
  const hostMs = async (): Promise<number> => (await spentBy(shop.pid)).ownMs;
  const notes = async (): Promise<Notes> => (await page?.evaluate('({ ...window.notes })')) as Notes;
  await page?.evaluate('Object.assign(window.notes, { samples: 0, frames: 0, longestFrameMs: 0, blockedMs: 0 })');
  const before = await hostMs();
  const { done, perSecond, accepted } = await work();
  const hostUs = (((await hostMs()) - before) * 1_000) / done;
  const measured = { perSecond, hostUs, p99: accepted.latencyMs.p99 };
  return page === undefined ? measured : { ...measured, notes: await notes() };
}

function middle(rounds: readonly Measured[], of: (one: Measured) => number): number {
  return median(rounds.map(of));
}

function tell(what: string, alone: readonly Measured[], watched: readonly Measured[]): void {
  console.log(what);
  for (const [who, rounds] of [
    ['nobody watches', alone],
    ['page open', watched],
  ] as const) {
    const [perSecond, hostUs, p99] = [
      middle(rounds, (one) => one.perSecond),
      middle(rounds, (one) => one.hostUs),
      middle(rounds, (one) => one.p99),
    ];
    console.log(
      `  ${who.padEnd(15)} ${Math.round(perSecond)}/s, ${Math.round(hostUs)} µs of the host each, p99 ${Math.round(p99)} ms`,
    );
  }
  const ratios = watched.map(({ hostUs }, round) => hostUs / (alone[round]?.hostUs ?? Number.NaN));
  console.log(
    `  processor time of the host, watched of unwatched: ${median(ratios).toFixed(2)} (${ratios.map((one) => one.toFixed(2)).join(', ')})`,
  );
  for (const { notes } of watched) {
    if (notes === undefined) continue;
    const { samples, frames, longestFrameMs, blockedMs } = notes;
    console.log(
      `  the page: ${samples} samples, ${frames} frames, longest ${Math.round(longestFrameMs)} ms, blocked ${Math.round(blockedMs)} ms`,
    );
  }
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const shop = await startShop();
  try {
    const gone = await openSale(shop, 'gone', 1);
    await post(shop, gone, { customer_id: 'first', quantity: 1 });
    const bodies = saleBodies();
    const products = await addProducts(shop, 'watched', PRODUCTS);
    const refused: Work = async () => {
      const wanted = { connections: CONNECTIONS, durationMs: DURATION_MS, rate: REQUESTS_PER_SECOND };
      const accepted = await load({ port: shop.port, ...wanted, path: gone, bodies });
      return { done: accepted.requests, perSecond: accepted.perSecond, accepted };
    };
    const whole: Work = async () => {
      const wanted = { connections: CONNECTIONS, durationMs: DURATION_MS };
      const { accepted, completed, completedPerSecond } = await completeOrders(shop, products, wanted);
      return { done: completed, perSecond: completedPerSecond, accepted };
    };
    // Warms up, and gives the page something of each kind to draw.
    await load({ port: shop.port, connections: CONNECTIONS, durationMs: DURATION_MS, ...ordersOf(products) });
    for (const [what, work] of [
      [`${REQUESTS_PER_SECOND} requests a second, sold out`, refused],
      ['whole orders, as many as there can be', whole],
    ] as const) {
      const [alone, watched]: [Measured[], Measured[]] = [[], []];
      for (let round = 0; round < ROUNDS; round++) {
        alone.push(await measure(shop, work));
        const page = await openPage(browser, shop.port);
        watched.push(await measure(shop, work, page));
        await page.close();
        await pause(SETTLE_MS);
      }
      tell(what, alone, watched);
    }
  } finally {
    await shop.stop();
  }
} finally {
  await browser.close();
}
