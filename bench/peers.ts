import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openHoldfast } from './peers/holdfast/holdfast.ts';
import { openMedusa } from './peers/medusa/medusa.ts';
import { type Peer, SCARCE_UNITS, SOLD } from './peers/peer.ts';
import { sendShoppers } from './peers/processes.ts';
import { type Servers, withServers } from './peers/servers.ts';
import type { Shopped } from './peers/shoppers.ts';
import { openVendure } from './peers/vendure/vendure.ts';
import { median } from './ratios.ts';
import { withContenders } from './rounds.ts';

// Orders end to end through the public API of each shop, by shoppers who check out one order after another, on one
// PostgreSQL: Holdfast, Medusa and Vendure, in rounds that alternate. Then the same crowd for too few units. Run it with
// `npm run bench:peers`.

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const DURATION_MS = Number(process.env.BENCH_SECONDS ?? 10) * 1_000;
const SHOPPERS = (process.env.BENCH_SHOPPERS ?? '16,64').split(',').map(Number);
/** Processes of a peer that answer shoppers; its worker comes on top. */
const PEER_SERVERS = Number(process.env.BENCH_PEER_SERVERS ?? 1);
const PEERS = (process.env.BENCH_PEERS ?? 'medusa,vendure').split(',');
const OVERSELL_CHECKOUTS = Number(process.env.BENCH_OVERSELL ?? 500);
const OVERSELL_SHOPPERS = 64;

/** Aborted when the run is told to end: what it has started is then taken down. A second signal ends it at once. */
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => ending.abort(new Error(`ended by ${signal}`)));
}

const OPEN: Readonly<Record<string, (directory: string, serverCount: number, servers: Servers) => Promise<Peer>>> = {
  medusa: openMedusa,
  vendure: openVendure,
};

function perSecond({ told, seconds }: Shopped): number {
  return (told[SOLD] ?? 0) / seconds;
}

function refused({ told }: Shopped): string {
  const reasons = Object.entries(told).filter(([reason]) => reason !== SOLD);
  return reasons.map(([reason, count]) => `${count} ${reason}`).join('; ');
}

const shopFor = (peer: Peer, shoppers: number): Promise<Shopped> =>
  sendShoppers(peer.shop, shoppers, { product: 'plenty', durationMs: DURATION_MS }, ending.signal);

async function measure(peers: readonly Peer[], shoppers: number): Promise<void> {
  const rounds = new Map<Peer, Shopped[]>(peers.map((peer) => [peer, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const peer of peers) rounds.get(peer)?.push(await shopFor(peer, shoppers));
  }
  const ours = (peers[0] === undefined ? [] : (rounds.get(peers[0]) ?? [])).map(perSecond);
  const row = (peer: Peer): Record<string, string> => {
    const results = rounds.get(peer) ?? [];
    const ratios = results.map((result, round) => (ours[round] ?? Number.NaN) / perSecond(result));
    const shown = [median(ratios), Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(1));
    const millis = (share: 'p50' | 'p99'): string => median(results.map(({ soldMs }) => soldMs[share])).toFixed(0);
    return {
      shop: peer.name,
      'orders/s': median(results.map(perSecond)).toFixed(2),
      'Holdfast of it': `${shown[0]} (least ${shown[1]}, most ${shown[2]})`,
      'checkout p50 / p99 ms': `${millis('p50')} / ${millis('p99')}`,
      orders: String(results.reduce((sum, { told }) => sum + (told[SOLD] ?? 0), 0)),
      'not sold': results.map(refused).filter(Boolean).join('; '),
    };
  };
  console.log(`${shoppers} shoppers at once, ${ROUNDS} rounds of ${DURATION_MS / 1_000} s each, medians`);
  console.table(peers.map(row));
}

async function oversell(peers: readonly Peer[]): Promise<void> {
  console.log(`${OVERSELL_CHECKOUTS} checkouts by ${OVERSELL_SHOPPERS} shoppers at once for ${SCARCE_UNITS} units`);
  const rows: Record<string, string | number>[] = [];
  for (const peer of peers) {
    const errand = { product: 'scarce', checkouts: OVERSELL_CHECKOUTS } as const;
    const shopped = await sendShoppers(peer.shop, OVERSELL_SHOPPERS, errand, ending.signal);
    const { onHand, reserved } = await peer.stock('scarce');
    rows.push({
      shop: peer.name,
      'told sold': shopped.told[SOLD] ?? 0,
      'on hand': onHand,
      reserved,
      seconds: shopped.seconds.toFixed(1),
      refused: refused(shopped),
    });
  }
  console.table(rows);
}

async function withDirectory(use: (directory: string) => Promise<void>): Promise<void> {
  const kept = process.env.BENCH_PEERS_DIR ?? '';
  const directory = kept === '' ? await mkdtemp(join(tmpdir(), 'holdfast-bench-peers-')) : resolve(kept);
  try {
    await use(directory);
  } finally {
    if (kept === '') await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  }
}

const unknown = PEERS.filter((name) => !(name in OPEN));
if (unknown.length > 0) throw new Error(`BENCH_PEERS knows ${Object.keys(OPEN).join(' and ')}, not ${unknown.join()}.`);

try {
  await withDirectory((directory) =>
    withServers(async (servers) => {
      const opening = PEERS.map((name) => async (): Promise<Peer> => {
        // Between two of them, so that what was begun is known to whoever takes it down.
        ending.signal.throwIfAborted();
        const own = join(directory, name);
        await mkdir(own, { recursive: true });
        console.log(`Setting up ${name}: the first time this takes some minutes.`);
        const open = OPEN[name] as (typeof OPEN)[string];
        return open(own, PEER_SERVERS, servers);
      });
      const compare = async (peers: readonly Peer[]): Promise<void> => {
        console.log(`PostgreSQL ${servers.version}`);
        for (const { name, described } of peers) console.log(`${name}: ${described}`);
        // A round that is not counted: everybody starts cold.
        for (const peer of peers) await shopFor(peer, SHOPPERS[0] ?? 1);
        for (const shoppers of SHOPPERS) await measure(peers, shoppers);
        if (OVERSELL_CHECKOUTS > 0) await oversell(peers);
      };
      await withContenders([() => openHoldfast(servers), ...opening], compare);
    }),
  );
} catch (error) {
  // What is missing is told in words; a stack would bury it.
  console.error((error as Error).message);
  process.exitCode = 1;
}
