import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { randomOf } from '../../apps/cli/drill/random.ts';
import { present } from '../../platform/kernel/assert.ts';
import { freePort } from '../../platform/lifecycle/free-port.ts';
import { clusterPath } from '../../platform/postgres/embedded/cluster.ts';
import { connectionTo, connectionUrl } from '../../platform/postgres/embedded/connection.ts';
import { findPostmaster } from '../../platform/postgres/embedded/postmaster-file.ts';
import { scratchDirectory } from '../testing/shop.ts';
import { ArmedHost, MOMENTS, type Moment } from './armed-host.ts';
import { type Books, CHECKOUTS, type Checkout, MUG } from './checkouts.ts';
import { Coverage } from './coverage.ts';
import { get, post } from './customer.ts';

// Real processes and a real server, killed by number: the host at each commit point of a checkout in turn, before the
// commit is sent, once it is sent and once it is answered; the server's connections cut and the server itself ended
// without a word while a crowd is ordering. After each: what was acknowledged exists and has ended as it must, what was
// sold is gone from the shelf and nothing else is, and the audit holds.

export interface FaultsOptions {
  readonly runs: number;
  readonly seed: number;
  readonly say: (line: string) => void;
  /** No new run is begun once runs have taken so long; what was done by then is what is told. */
  readonly forMs?: number;
}

export interface FaultsReport {
  readonly runs: number;
  /** Runs in which the host died at its commit point. */
  readonly crashes: number;
  readonly cutConnections: number;
  readonly serverRestarts: number;
  /** Runs that ended before their commit point came: the last points come in no fixed order. */
  readonly notMet: number;
  readonly orders: number;
  readonly coverage: readonly string[];
  readonly points: number;
}

const SUPPLY = 500_000;
/** A saga goes on after its request was answered. */
const AFTERWARDS_MS = 800;
/** How often a crowd commits depends on who meets whom in a batch: its later points are met too seldom to be worth a try. */
const MOST_POINTS = 24;
/** Of so many runs one cuts connections, and one ends the server. */
const CUT_EVERY = 12;
const RESTART_EVERY = 25;
const AUDIT_EVERY = 10;

interface Fault {
  readonly kind: 'crash' | 'cut' | 'restart';
  readonly checkout: Checkout;
  readonly at: number;
  readonly when: Moment;
}

export async function runFaults({
  runs,
  seed,
  say,
  forMs = Number.POSITIVE_INFINITY,
}: FaultsOptions): Promise<FaultsReport> {
  const directory = await scratchDirectory();
  const data = `${directory.path}/data`;
  const host = new ArmedHost(await freePort(), { HOLDFAST_DATA: data, HOLD_SWEEP_MS: '60000' });
  const world = { host, data, books: { sold: 0, acknowledged: new Map<string, string>() }, coverage: new Coverage() };
  const counts = { crash: 0, cut: 0, restart: 0, notMet: 0 };
  let run = 0;
  try {
    await host.start();
    await post(`${host.url}/products`, { id: MUG, sku: MUG, name: 'Mug', price: 5, stock: SUPPLY }, 'mug');
    const points = await countPoints(world);
    say(`Commit points: ${[...points].map(([{ name }, count]) => `${name} ${count}`).join(', ')}.`);
    const faults = plan(points, seed);
    // A slow machine takes its time to open the shop: that is not taken from the runs.
    const untilMs = performance.now() + forMs;
    for (; run < runs && performance.now() < untilMs; run++) {
      const fault = present(faults.next().value, 'fault');
      const what = `run ${run} of seed ${seed}: ${fault.kind} in ${fault.checkout.name} at ${fault.at}, ${fault.when}`;
      try {
        if (await suffer(world, fault, `run-${run}`)) counts[fault.kind] += 1;
        else counts.notMet += 1;
        await balance(world, run % AUDIT_EVERY === 0 || run === runs - 1);
      } catch (error) {
        throw new Error(`${what}: ${(error as Error).message}\n${host.output.slice(-4_000)}`, { cause: error });
      }
      if ((run + 1) % 20 === 0) say(`${run + 1} runs, ${world.books.acknowledged.size} orders.`);
    }
    await balance(world, true);
    await everyOrderStands(world);
  } finally {
    if (host.isDead) await host.start().catch(() => undefined);
    await host.stop();
    await directory.remove();
  }
  const { crash: crashes, cut: cutConnections, restart: serverRestarts, notMet } = counts;
  const orders = world.books.acknowledged.size;
  const coverage = world.coverage.lines();
  return {
    runs: run,
    crashes,
    cutConnections,
    serverRestarts,
    notMet,
    orders,
    coverage,
    points: world.coverage.points,
  };
}

interface World {
  readonly host: ArmedHost;
  readonly data: string;
  readonly books: Books;
  readonly coverage: Coverage;
}

/** How many commit points each checkout has when nothing goes wrong. */
async function countPoints({ host, books }: World): Promise<Map<Checkout, number>> {
  const points = new Map<Checkout, number>();
  for (const checkout of CHECKOUTS) {
    const run = `count-${checkout.name}`;
    await checkout.prepare?.(host.url, run);
    await host.arm(Number.MAX_SAFE_INTEGER, 'before');
    await checkout.attempt(host.url, run);
    await delay(AFTERWARDS_MS);
    points.set(checkout, Math.min(host.passed.length, MOST_POINTS));
    await checkout.settle(host.url, run, books);
  }
  return points;
}

/** Every point of every checkout at every moment, in a new order each time round; other faults in between. */
function* plan(points: ReadonlyMap<Checkout, number>, seed: number): Generator<Fault, never> {
  const random = randomOf(seed);
  const all = [...points].flatMap(([checkout, count]) =>
    Array.from({ length: count }, (_, index) => index + 1).flatMap((at) =>
      MOMENTS.map((when): Fault => ({ kind: 'crash', checkout, at, when })),
    ),
  );
  for (let number = 1; ; ) {
    for (const fault of shuffled(all, random)) {
      if (number % RESTART_EVERY === 0) yield { ...fault, kind: 'restart', at: random.integer(300) };
      else if (number % CUT_EVERY === 0) yield { ...fault, kind: 'cut', at: random.integer(200) };
      else yield fault;
      number += 1;
    }
  }
}

function shuffled<T>(items: readonly T[], random: ReturnType<typeof randomOf>): T[] {
  const left = [...items];
  return items.map(() => present(left.splice(random.integer(left.length), 1)[0], 'item'));
}

/** True when the fault took place. */
async function suffer({ host, data, books, coverage }: World, fault: Fault, run: string): Promise<boolean> {
  const { kind, at, when } = fault;
  const checkout = kind === 'crash' ? fault.checkout : present(CHECKOUTS.at(-1), 'the crowd');
  await checkout.prepare?.(host.url, run);
  if (kind === 'crash') {
    await host.arm(at, when);
    const attempted = checkout.attempt(host.url, run);
    const died = await host.died(attempted.then(() => delay(AFTERWARDS_MS)));
    if (died && host.met !== undefined) coverage.add(checkout.name, host.met);
    if (died) await host.start();
    await attempted;
    await checkout.settle(host.url, run, books);
    return died;
  }
  const attempted = checkout.attempt(host.url, run);
  await delay(at);
  await (kind === 'cut' ? cutConnections(data) : endServer(data));
  coverage.add(checkout.name, { label: kind === 'cut' ? 'connections cut' : 'server ended', when: 'under load' });
  await attempted;
  await checkout.settle(host.url, run, books);
  return true;
}

async function postmasterOf(data: string) {
  return present(await findPostmaster(clusterPath(data)), 'running server');
}

/** Every connection of the host at once, whatever it is at. */
async function cutConnections(data: string): Promise<void> {
  const { port } = await postmasterOf(data);
  const client = new pg.Client(connectionUrl(await connectionTo(data, port)));
  await client.connect();
  try {
    await client.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and backend_type = $1',
      ['client backend'],
    );
  } finally {
    await client.end();
  }
}

/** What `pg_ctl stop -m immediate` does; the host starts it again. */
async function endServer(data: string): Promise<void> {
  const { pid } = await postmasterOf(data);
  process.kill(pid, 'SIGQUIT');
}

async function balance({ host, books }: World, withAudit: boolean): Promise<void> {
  const stock = await get(`${host.url}/inventory/${MUG}`, ({ available }) => Number(available) === SUPPLY - books.sold);
  if (Number(stock.available) !== SUPPLY - books.sold) throw new Error(`${stock.available} mugs are left`);
  if (withAudit) await get(`${host.url}/audit`, ({ ok }) => String(ok) === 'true');
}

async function everyOrderStands({ host, books }: World): Promise<void> {
  for (const [id, status] of books.acknowledged) {
    await get(`${host.url}/orders/${id}`, (body) => String(body.status) === status);
  }
}
