import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { present } from '../../platform/kernel/assert.ts';
import type { PostLoad } from '../load/child.ts';
import type { LoadResult } from '../load/http-load.ts';

// The processes of a measurement: the yardstick, the product and the load, each on its own.

export interface Server {
  readonly port: number;
  stop(): Promise<void>;
}

export interface Shop extends Server {
  /** Address of its embedded PostgreSQL's data. */
  readonly dataDirectory: string;
  readonly pid: number;
}

/** As `npm start` has them, unless the measurement is of others. */
const NODE_OPTIONS = (process.env.BENCH_NODE_FLAGS ?? '--max-semi-space-size=128').split(' ');

function file(relative: string): string {
  return fileURLToPath(new URL(relative, import.meta.url));
}

export function startBareServer(): Promise<Server> {
  return startServer('./bare-http.js');
}

/** The hand-written batch by HTTP, whole orders or the way into a sale, on the database of a running shop; to be stopped before that is. */
export function startHandWritten(shop: Shop, what: 'orders' | 'sale' = 'orders'): Promise<Server> {
  return startServer('./hand-written-http.js', [shop.dataDirectory, what], NODE_OPTIONS);
}

async function startServer(script: string, args: string[] = [], execArgv: string[] = []): Promise<Server> {
  const child = fork(file(script), args, { execArgv });
  const [message] = (await once(child, 'message')) as [{ port: number }];
  return { port: message.port, stop: () => ended(child, () => child.disconnect()) };
}

/** The built product on a scratch directory, as `npm start` runs it. */
export async function startShop(environment: NodeJS.ProcessEnv = {}): Promise<Shop> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'holdfast-bench-'));
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(process.execPath, [...NODE_OPTIONS, file('../../program/main.js'), 'up'], {
    env: { ...process.env, PORT: String(port), HOLDFAST_DATA: dataDirectory, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await ready(port, child);
  const stop = async (): Promise<void> => {
    await ended(child, () => child.kill('SIGTERM'));
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return { port, dataDirectory, pid: present(child.pid, 'the pid of the shop'), stop };
}

export async function load(posts: PostLoad): Promise<LoadResult> {
  const child = fork(file('../load/child.js'));
  child.send(posts);
  const [result] = (await once(child, 'message')) as [LoadResult];
  await once(child, 'exit');
  return result;
}

/** Asks the shop for something that it has to grant. */
export async function post(shop: Shop, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`http://127.0.0.1:${shop.port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`POST ${path} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function ready(port: number, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`the shop ended with exit code ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the shop was not ready within 30 s');
}

async function ended(child: ChildProcess, stop: () => void): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  stop();
  await exit;
}
