import { type ChildProcess, execFile, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Shop } from './peer.ts';
import type { Errand, Shopped } from './shoppers.ts';
import type { ShoppersOrder } from './shoppers-child.ts';

// The processes of others: started, waited for, and ended, each within bounds.

const READY_WITHIN_MS = 180_000;
const POLL_MS = 200;
const STOP_WITHIN_MS = 20_000;
const SHOPPING_WITHIN_MS = 1_200_000;
const LINES_KEPT = 20;

/** Runs a program to its end. @throws with the end of what it said where it fails or takes too long. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env?: NodeJS.ProcessEnv; readonly timeoutMs: number },
): Promise<void> {
  try {
    await promisify(execFile)(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      timeout: options.timeoutMs,
      maxBuffer: 64 * 2 ** 20,
    });
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as Error & { stdout?: string; stderr?: string };
    const end = `${stdout}\n${stderr}`.trim().split('\n').slice(-LINES_KEPT).join('\n');
    throw new Error(`${program} ${args.join(' ')}: ${message.split('\n')[0]}\n${end}`);
  }
}

/** A process that serves until it is stopped. */
export class Serving {
  readonly #child: ChildProcess;
  readonly #name: string;
  #said: string[] = [];
  #isReady = false;

  private constructor(name: string, child: ChildProcess) {
    this.#name = name;
    this.#child = child;
    child.on('message', (message) => {
      this.#isReady ||= message === 'ready';
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#said = [...this.#said, ...text.split('\n')].filter((line) => line !== '').slice(-LINES_KEPT);
      });
    }
  }

  static start(name: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv }): Serving {
    const stdio = ['ignore', 'pipe', 'pipe', 'ipc'] as const;
    return new Serving(
      name,
      spawn(process.execPath, args, { ...options, env: { ...process.env, ...options.env }, stdio: [...stdio] }),
    );
  }

  send(message: object): void {
    this.#child.send(message);
  }

  /**
   * Resolves when the check is true; without one, when the process sends "ready". @throws with what the process said last
   * where it ends, or is not ready in time.
   */
  async ready(isReady: () => Promise<boolean> = async () => this.#isReady): Promise<void> {
    for (const untilMs = Date.now() + READY_WITHIN_MS; Date.now() < untilMs; await pause(POLL_MS)) {
      if (await isReady().catch(() => false)) return;
      if (this.#hasEnded()) throw new Error(`${this.#name} ended by itself:\n${this.#said.join('\n')}`);
    }
    throw new Error(`${this.#name} was not ready within ${READY_WITHIN_MS / 1_000} s:\n${this.#said.join('\n')}`);
  }

  /** Asks it to end, and ends it where it does not. */
  async stop(): Promise<void> {
    if (this.#hasEnded()) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill('SIGTERM');
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS);
    await exit;
    clearTimeout(kill);
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

export async function answersOk(url: string): Promise<boolean> {
  return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
}

/** Sends so many shoppers. @throws where they do not come back, and what the signal says once it is aborted. */
export async function sendShoppers(
  shop: Shop,
  shoppers: number,
  errand: Errand,
  signal: AbortSignal,
): Promise<Shopped> {
  signal.throwIfAborted();
  const file = fileURLToPath(new URL('./shoppers-child.js', import.meta.url));
  const child = fork(file, { signal, killSignal: 'SIGKILL' });
  const kill = setTimeout(() => child.kill('SIGKILL'), (errand.durationMs ?? 0) + SHOPPING_WITHIN_MS);
  try {
    const back = new Promise<Shopped>((resolve, reject) => {
      child.once('message', (shopped: Shopped) => resolve(shopped));
      child.once('error', (error) => reject(signal.aborted ? signal.reason : error));
      child.once('exit', (code, how) => reject(new Error(`the shoppers of ${shop.peer} ended with ${how ?? code}`)));
    });
    child.send({ shop, shoppers, errand } satisfies ShoppersOrder);
    return await back;
  } finally {
    clearTimeout(kill);
  }
}
