import { execFileSync } from 'node:child_process';
import { BatchLoop } from '../platform/batching/batch-loop.ts';
import { newId } from '../platform/lifecycle/new-id.ts';
import { systemClock } from '../platform/lifecycle/system-clock.ts';
import { Redis } from '../platform/redis/redis.ts';
import type { GateRequest, GateVerdict } from '../processes/sale/gate/gate.ts';
import { RedisGate, TAKE } from '../processes/sale/gate/redis-gate.ts';

// Decisions of a gate in Redis from one process, as the host takes them (those that arrive together in one call), as a
// ratio to what redis-benchmark gets for the same script one decision a call. Rounds alternate. Needs REDIS_URL, a server
// that may be filled, and redis-benchmark. Run it with `npm run bench:gate`.

const ROUNDS = 3;
const DECISIONS = 200_000;
const IN_FLIGHT = 512;
const UNITS = 1_000_000_000;

const url = process.env.REDIS_URL;
if (url === undefined) throw new Error('Set REDIS_URL to a Redis that may be filled.');
const redis = await Redis.open({ url, commandTimeoutMs: 10_000 });
const gate = new RedisGate(redis, newId, { prefix: 'bench:' });

async function openSale(): Promise<string> {
  const saleId = newId();
  await gate.open({ saleId, epoch: 1, remaining: UNITS, perCustomerLimit: UNITS, orders: [] });
  return saleId;
}

/** As processes/sale/gate-keeper.ts takes them. */
async function batched(): Promise<number> {
  const saleId = await openSale();
  const takes = new BatchLoop<GateRequest, GateVerdict>(
    'gate',
    async (requests) => (await gate.take(requests)).map((value) => ({ status: 'fulfilled', value })),
    systemClock,
  );
  let started = 0;
  const startedMs = performance.now();
  const client = async (): Promise<void> => {
    while (started < DECISIONS) {
      started += 1;
      const request = {
        saleId,
        epoch: 1,
        orderId: `order-${started}`,
        customerId: `c-${started % 1_000}`,
        quantity: 1,
      };
      const verdict = await takes.submit(request);
      if (verdict !== 'taken') throw new Error(`the gate said ${verdict}`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, client));
  const perSecond = DECISIONS / ((performance.now() - startedMs) / 1_000);
  await gate.close(saleId);
  return perSecond;
}

/** redis-benchmark, the same script on the same keys, one decision a call. */
async function oneByOne(): Promise<number> {
  const saleId = await openSale();
  const keys = ['sale', 'taken', 'unsettled', 'customers'].map((part) => `bench:{${saleId}}:${part}`);
  const { hostname, port, pathname } = new URL(url ?? '');
  const output = execFileSync(
    'redis-benchmark',
    [
      '-h',
      hostname,
      '-p',
      port || '6379',
      '--dbnum',
      pathname.slice(1) || '0',
      '-n',
      String(DECISIONS),
      '-c',
      '50',
      '-r',
      '1000000000',
      '--csv',
      'EVALSHA',
      TAKE.sha1,
      '4',
      ...keys,
      '1',
      'order-__rand_int__',
      'c-1',
      '1',
    ],
    { encoding: 'utf8' },
  );
  await gate.close(saleId);
  const fields = output.trim().split('\n').at(-1)?.split(',') ?? [];
  return Number(fields[1]?.replaceAll('"', ''));
}

const rows: { readonly batched: number; readonly oneByOne: number }[] = [];
try {
  await batched();
  for (let round = 0; round < ROUNDS; round++) rows.push({ oneByOne: await oneByOne(), batched: await batched() });
} finally {
  await redis.close();
}
const ratios = rows.map((row) => row.batched / row.oneByOne).sort((left, right) => left - right);
console.table(rows.map((row) => ({ 'batched/s': row.batched.toFixed(0), 'one a call/s': row.oneByOne.toFixed(0) })));
console.log(`ratio: median ${ratios[1]?.toFixed(2)}, least ${ratios[0]?.toFixed(2)}, most ${ratios[2]?.toFixed(2)}`);
