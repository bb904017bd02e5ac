import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { addProducts, completeOrders } from './orders.ts';
import { databaseOf } from './servers/database-of.ts';
import { type Shop, startShop } from './servers/processes.ts';
import { spentBy } from './servers/spent.ts';

// What an order costs while a shop grows, from the first to the millionth: processor time of the host and of its server,
// write-ahead log, memory and disk, section by section. Processor time, because a shared machine drifts; it is read from
// /proc, so this runs on Linux. Run it with `npm run bench:million`; BENCH_ORDERS for less.

const ORDERS = Number(process.env.BENCH_ORDERS ?? 1_000_000);
const SECTIONS = 20;
const CONNECTIONS = 256;
const LOAD_MS = 5_000;
const PRODUCTS = 100;

interface Reading {
  readonly hostMs: number;
  readonly serverMs: number;
  readonly logBytes: number;
}

interface Section {
  readonly orders: number;
  readonly hostUs: number;
  readonly serverUs: number;
  readonly logBytes: number;
  readonly perSecond: number;
  readonly hostMegabytes: number;
  readonly databaseMegabytes: number;
}

async function childrenOf(pid: number): Promise<number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, 'utf8').catch(() => ''));
  const own = (await Promise.all(lists)).join(' ').split(' ').filter(Boolean).map(Number);
  return [...own, ...(await Promise.all(own.map(childrenOf))).flat()];
}

async function read(shop: Shop, pool: pg.Pool): Promise<Reading> {
  const server = await Promise.all((await childrenOf(shop.pid)).map(spentBy));
  const { rows } = await pool.query<{ bytes: number }>(`select (pg_current_wal_insert_lsn() - '0/0')::float8 as bytes`);
  return {
    hostMs: (await spentBy(shop.pid)).ownMs,
    // With what has ended: vacuum comes and goes.
    serverMs: server.reduce((sum, { ownMs, endedMs }) => sum + ownMs + endedMs, 0),
    logBytes: rows[0]?.bytes ?? Number.NaN,
  };
}

async function section(shop: Shop, pool: pg.Pool, productIds: readonly string[], orders: number): Promise<Section> {
  const before = await read(shop, pool);
  const startedMs = performance.now();
  let completed = 0;
  while (completed < orders) {
    const load = { connections: CONNECTIONS, durationMs: LOAD_MS };
    completed += (await completeOrders(shop, productIds, load)).completed;
  }
  const seconds = (performance.now() - startedMs) / 1_000;
  const after = await read(shop, pool);
  const status = await readFile(`/proc/${shop.pid}/status`, 'utf8');
  const { rows } = await pool.query<{ bytes: number }>('select pg_database_size(current_database())::float8 as bytes');
  return {
    orders: completed,
    hostUs: ((after.hostMs - before.hostMs) * 1_000) / completed,
    serverUs: ((after.serverMs - before.serverMs) * 1_000) / completed,
    logBytes: (after.logBytes - before.logBytes) / completed,
    perSecond: completed / seconds,
    hostMegabytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1_024,
    databaseMegabytes: (rows[0]?.bytes ?? Number.NaN) / 2 ** 20,
  };
}

const shop = await startShop();
try {
  const pool = await databaseOf(shop.dataDirectory, 1);
  try {
    const productIds = await addProducts(shop, 'grow', PRODUCTS);
    await completeOrders(shop, productIds, { connections: CONNECTIONS, durationMs: LOAD_MS });
    console.log('orders so far | host µs | server µs | log bytes | orders/s | host MB | database MB');
    let total = 0;
    const sections: Section[] = [];
    while (total < ORDERS) {
      const one = await section(shop, pool, productIds, ORDERS / SECTIONS);
      sections.push(one);
      total += one.orders;
      const { hostUs, serverUs, logBytes, perSecond, hostMegabytes, databaseMegabytes } = one;
      const shown = [hostUs, serverUs, logBytes, perSecond, hostMegabytes, databaseMegabytes].map(Math.round);
      console.log([total, ...shown].join(' | '));
    }
    const cost = ({ hostUs, serverUs }: Section): number => hostUs + serverUs;
    const [first, last] = [sections[0], sections.at(-1)];
    if (first !== undefined && last !== undefined) {
      console.log(`an order of the last section costs ${(cost(last) / cost(first)).toFixed(2)} of one of the first`);
    }
  } finally {
    await pool.end();
  }
} finally {
  await shop.stop();
}
