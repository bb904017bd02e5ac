import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The product as an outsider has it: built, started by its command line, spoken to over HTTP, killed when it pleases.

const MAIN = fileURLToPath(new URL('../../dist/program/main.js', import.meta.url));
/** Both checkouts do the same for a customer: what holds for one is run against the other. */
export const CHECKOUTS = ['orchestrated', 'choreographed'] as const;

/** As `npm start` has them. */
const NODE_OPTIONS = ['--max-semi-space-size=128'];

/** Bounds for what hangs: a busy machine takes its time. */
const READY_MS = 150_000;
const PATIENCE_MS = 90_000;

export interface Started {
  readonly child: ChildProcess;
  /** Everything that the process has written so far. */
  output(): string;
  /** What of that was standard output. */
  standardOutput(): string;
}

/** Starts the command line with an environment of its own: nothing of this machine's services reaches it. */
export function holdfast(args: readonly string[], environment: Record<string, string> = {}): Started {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(process.execPath, [...NODE_OPTIONS, MAIN, ...args], {
    env: { PATH, HOME, LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  let standardText = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    standardText += chunk;
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return { child, output: () => text, standardOutput: () => standardText };
}

/** Runs a command to its end, or until nobody wants it any more. */
export async function run(
  args: readonly string[],
  environment: Record<string, string> = {},
  unwanted?: AbortSignal,
): Promise<{ code: number | null; output: string; json: unknown }> {
  const { child, output, standardOutput } = holdfast(args, environment);
  unwanted?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });
  const [code] = (await once(child, 'close')) as [number | null];
  const lastLine = standardOutput().trim().split('\n').at(-1) ?? '';
  return { code, output: output(), json: lastLine.startsWith('{') ? JSON.parse(lastLine) : undefined };
}

export async function scratchDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'holdfast-e2e-'));
  return { path, remove: () => rm(path, { recursive: true, force: true, maxRetries: 5 }) };
}

/** One shop on one data directory and port, through any number of starts. */
export class Shop {
  readonly port: number;
  readonly dataDirectory: string;
  readonly #environment: Record<string, string>;
  #started: Started | undefined;

  constructor(port: number, dataDirectory: string, environment: Record<string, string> = {}) {
    this.port = port;
    this.dataDirectory = dataDirectory;
    this.#environment = environment;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it and waits until it is ready. */
  async start(): Promise<void> {
    this.#started = holdfast(['up'], {
      PORT: String(this.port),
      HOLDFAST_DATA: this.dataDirectory,
      ...this.#environment,
    });
    await untilReady(this.url, this.#started);
  }

  /** kill -9: no time for anything. */
  async kill(): Promise<void> {
    const child = this.#running().child;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** SIGTERM, unless it has ended by itself. Answers the exit code and how long it took. */
  async stop(): Promise<{ code: number | null; tookMs: number }> {
    const child = this.#running().child;
    const startedMs = performance.now();
    if (child.exitCode !== null || child.signalCode !== null) return { code: child.exitCode, tookMs: 0 };
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const [code] = (await ended) as [number | null];
    this.#started = undefined;
    return { code, tookMs: performance.now() - startedMs };
  }

  output(): string {
    return this.#running().output();
  }

  get(path: string): Promise<Answer> {
    return ask(`${this.url}${path}`);
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(`${this.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  #running(): Started {
    if (this.#started === undefined) throw new Error('the shop has not been started');
    return this.#started;
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What an outsider gets: JSON of any shape, looked at field by field.
  readonly body: Json;
}

export type Json = { readonly [name: string]: Json } & { readonly [index: number]: Json } & Iterable<Json>;

async function ask(url: string, init?: RequestInit): Promise<Answer> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

async function untilReady(url: string, { child, output }: Started): Promise<void> {
  const untilMs = performance.now() + READY_MS;
  while (performance.now() < untilMs) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode}:\n${output()}`);
    }
    const ready = await fetch(`${url}/health/ready`).catch(() => undefined);
    if (ready?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not ready within ${READY_MS} ms:\n${output()}`);
}

/** Asks until the answer satisfies. Its bound is for what never comes: a busy machine is no failure. */
export async function eventually<T>(
  what: string,
  askOnce: () => Promise<T>,
  satisfies: (answer: T) => boolean,
): Promise<T> {
  const untilMs = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await askOnce();
    if (satisfies(answer)) return answer;
    if (performance.now() > untilMs) throw new Error(`${what} did not come about; last: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
