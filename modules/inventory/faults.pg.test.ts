import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { present } from '../../platform/kernel/assert.ts';
import { openDatabase } from '../../platform/postgres/database.ts';
import { clusterPath } from '../../platform/postgres/embedded/cluster.ts';
import { type DirectoryLock, lockDirectory } from '../../platform/postgres/embedded/directory-lock.ts';
import { findPostmaster } from '../../platform/postgres/embedded/postmaster-file.ts';
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from '../../platform/postgres/embedded/start-embedded-postgres.ts';
import { scratchDirectory } from '../../platform/postgres/embedded/testing/scratch-directory.ts';
import { migrate } from '../../platform/postgres/migrate.ts';
import type { Call } from '../../platform/rpc/contract.ts';
import { LocalModule } from '../../platform/rpc/local-module.ts';
import { PostgresStore } from '../../platform/store/postgres-store.ts';
import { FakeClock } from '../../platform/testing/fake-clock.ts';
import { inventory } from './contract.ts';
import { inventoryModule } from './module.ts';
import { adjust, confirm, release, reserve } from './testing/steps.ts';

// What no simulation shows: two hosts on a real server that loses its connections, is ended without a word, or makes
// them wait for a lock. The server is this test's own, because it does not live long.

const UNITS = 60;
const CALLERS = 240;
const SKUS = ['MUG', 'POT', 'CUP'] as const;
const LOCK_TIMEOUT_MS = 50;

let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let lock: DirectoryLock;
let server: EmbeddedPostgres;
let hosts: readonly LocalModule[];
let pools: readonly pg.Pool[];
let round = 0;

/** The lock is kept from one server to the next, as a host keeps it. */
const start = (port?: number) =>
  startEmbeddedPostgres({
    directory: scratch.path,
    lock,
    log: () => undefined,
    ...(port === undefined ? {} : { port }),
  });

beforeAll(async () => {
  scratch = await scratchDirectory();
  lock = await lockDirectory(scratch.path);
  server = await start();
  await asAdmin((admin) => admin.query(`alter role current_user set lock_timeout = '${LOCK_TIMEOUT_MS}ms'`));
  pools = [openDatabase({ url: server.url, poolSize: 6 }), openDatabase({ url: server.url, poolSize: 6 })];
  const folder = fileURLToPath(new URL('migrations/', import.meta.url));
  for (const pool of pools.slice(0, 1)) await migrate(pool, [{ schema: 'inventory', name: 'inventory', folder }]);
  hosts = pools.map((pool) => {
    const reader = {
      query: async <Row>(text: string, values: readonly unknown[] = []) =>
        (await pool.query(text, [...values])).rows as Row[],
    };
    const store = new PostgresStore(pool, 'inventory');
    return new LocalModule(inventoryModule(), { store, reader, clock: new FakeClock(), record: () => false });
  });
});

afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await server.stop();
  await lock.release();
  await scratch.remove();
});

async function asAdmin(work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client(server.url);
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}

/** Asks one host after the other until one of them answers. */
async function untilAnswered({ method, request }: Call, first: number): Promise<string> {
  for (let attempt = first; ; attempt++) {
    try {
      const reply = await hosts[attempt % hosts.length]?.call(method, request);
      return (reply as { kind: string }).kind;
    } catch {
      // Nobody knows whether it happened; the same hold is asked for again.
      await pause(5);
    }
  }
}

const skuOf = (caller: number): string => `${SKUS[caller % SKUS.length]}-${round}`;
const holdOf = (caller: number): string =>
  `00000000-0000-7000-${String(8000 + round)}-${String(caller).padStart(12, '0')}`;

/** Reserves a unit; every third keeps it, every third has it confirmed, every third gives it back. Answers how it ends. */
async function buy(caller: number): Promise<string> {
  const reserved = await untilAnswered(reserve(holdOf(caller), [skuOf(caller), 1]), caller);
  if (reserved !== 'reserved' || caller % 9 < 3) return reserved;
  return untilAnswered(caller % 9 < 6 ? confirm(holdOf(caller)) : release(holdOf(caller)), caller + 1);
}

async function expectBalance(ends: readonly string[]): Promise<void> {
  for (const sku of SKUS.map((name) => `${name}-${round}`)) {
    const kept = ends.filter((end, caller) => skuOf(caller) === sku && (end === 'reserved' || end === 'confirmed'));
    const host = present(hosts[0], 'host');
    const { method, request } = inventory.auditStock({ afterSku: '', limit: 50 });
    const { shelves } = (await host.call(method, request)) as { shelves: { sku: string }[] };
    const held = kept.length;
    expect(shelves.filter((shelf) => shelf.sku === sku)).toEqual([
      { sku, warehouse: 'north', onHand: UNITS, reserved: held, ledgerOnHand: UNITS, held },
    ]);
    expect(held).toBeLessThanOrEqual(UNITS);
  }
  expect(ends.every((end) => ['reserved', 'confirmed', 'released', 'short'].includes(end))).toBe(true);
}

/** While the callers buy, the world does its worst. */
async function buyThrough(worst: () => Promise<void>): Promise<string[]> {
  round += 1;
  for (const [index, sku] of SKUS.entries()) {
    await untilAnswered(adjust(`goods-in-${sku}-${round}`, `${sku}-${round}`, UNITS), index);
  }
  const buying = Promise.all(
    Array.from({ length: CALLERS }, (_, caller) => pause(caller % 60).then(() => buy(caller))),
  );
  await worst();
  return buying;
}

describe('two hosts that reserve on a server', () => {
  it('balance though their connections are cut again and again', async () => {
    let cut = 0;
    const ends = await buyThrough(() =>
      asAdmin(async (admin) => {
        for (let times = 0; times < 15; times++) {
          const { rowCount } = await admin.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where pid <> pg_backend_pid() and backend_type = 'client backend'`,
          );
          cut += rowCount ?? 0;
          await pause(5);
        }
      }),
    );
    expect(cut).toBeGreaterThan(0);
    await expectBalance(ends);
  });

  it('balance though the server is ended without a word and started again', async () => {
    const ends = await buyThrough(async () => {
      await pause(10);
      const { port } = server.connection;
      const postmaster = await findPostmaster(clusterPath(scratch.path));
      expect(postmaster).toBeDefined();
      // What `pg_ctl restart -m immediate` sends.
      process.kill(postmaster?.pid ?? 0, 'SIGQUIT');
      for (; (await findPostmaster(clusterPath(scratch.path))) !== undefined; await pause(5));
      server = await start(port);
    });
    await expectBalance(ends);
  });

  it('balance though a lock makes them wait for longer than they may', async () => {
    const ends = await buyThrough(() =>
      asAdmin(async (admin) => {
        await admin.query('set lock_timeout = 0; begin');
        await admin.query('select 1 from inventory.shelves for update');
        await pause(LOCK_TIMEOUT_MS * 12);
        await admin.query('commit');
      }),
    );
    await expectBalance(ends);
  });
});
