import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe } from 'vitest';
import { freePort } from '../../lifecycle/free-port.ts';
import { Redis } from '../redis.ts';

// A Redis of a test's own, which the test may end, freeze and start again, from what it had saved or from nothing. Where
// redis-server is not installed such tests say so in one line; in CI with a Redis its absence fails.

const START_TIMEOUT_MS = 60_000;
const isInstalled = spawnSync('redis-server', ['--version']).status === 0;

/** A suite that starts and ends servers. */
export function describeWithOwnRedis(name: string, suite: () => void): void {
  if (!isInstalled && process.env.CI === 'true' && process.env.REDIS_URL !== undefined) {
    throw new Error(`${name}: redis-server is not installed, and CI needs it`);
  }
  if (isInstalled) describe(name, suite);
  else describe.skipIf(!isInstalled)(`${name} (redis-server is not installed)`, () => undefined);
}

export class RedisServer {
  readonly port: number;
  readonly #directory: string;
  readonly #options: readonly string[];
  #child: ChildProcess | undefined;

  private constructor(port: number, directory: string, options: readonly string[]) {
    this.port = port;
    this.#directory = directory;
    this.#options = options;
  }

  /** Saves only when told to, unless the options say more. */
  static async start(options: readonly string[] = []): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'holdfast-redis-'));
    const server = new RedisServer(await freePort(), directory, options);
    await server.start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts from what was saved last. */
  async start(): Promise<void> {
    const own = ['--bind', '127.0.0.1', '--port', String(this.port), '--dir', this.#directory, '--save', ''];
    const child = spawn('redis-server', [...own, ...this.#options], { stdio: 'ignore' });
    this.#child = child;
    await once(child, 'spawn');
    for (const untilMs = performance.now() + START_TIMEOUT_MS; performance.now() < untilMs; await pause(10)) {
      if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`);
      if ((await this.command('PING').catch(() => undefined)) === 'PONG') return;
    }
    throw new Error(`redis-server did not answer within ${START_TIMEOUT_MS} ms`);
  }

  /** kill -9: what was not saved is lost. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** On a connection of its own. */
  async command(...words: readonly string[]): Promise<unknown> {
    const redis = await Redis.open({ url: this.url, commandTimeoutMs: 5_000 });
    try {
      return await redis.command(words);
    } finally {
      await redis.close();
    }
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
