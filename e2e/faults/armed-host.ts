import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { present } from '../../platform/kernel/assert.ts';

// The built product, started with what kills it at a commit, and started again when it is dead.

const MAIN = fileURLToPath(new URL('../../dist/program/main.js', import.meta.url));
const CRASH = new URL('../testing/crash-at-commit.mjs', import.meta.url).href;
const READY_MS = 60_000;
const POLL_MS = 20;

/** When the process dies: before its commit is sent, once it is sent, or once it is answered. */
export const MOMENTS = ['before', 'sent', 'after'] as const;
export type Moment = (typeof MOMENTS)[number];

export interface Met {
  readonly met: number;
  readonly label: string;
  readonly when: Moment;
}

export class ArmedHost {
  readonly url: string;
  readonly #environment: Record<string, string>;
  #child: ChildProcess | undefined;
  #output = '';
  /** Commit points that were passed alive since it was armed, by their labels. */
  passed: string[] = [];
  met: Met | undefined;

  constructor(port: number, environment: Record<string, string>) {
    this.url = `http://127.0.0.1:${port}`;
    const { PATH = '', HOME = '' } = process.env;
    this.#environment = { PATH, HOME, LOG_LEVEL: 'error', PORT: String(port), ...environment };
  }

  get pid(): number {
    return present(this.#running().pid, 'process id');
  }

  get output(): string {
    return this.#output;
  }

  async start(): Promise<void> {
    this.#output = '';
    const child = spawn(process.execPath, ['--import', CRASH, MAIN, 'up'], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#output += chunk;
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      this.#output += chunk;
    });
    child.on('message', (message: Met | { readonly passed: number; readonly label: string }) => {
      if ('met' in message) this.met = message;
      else if ('passed' in message) this.passed.push(message.label);
    });
    await this.#untilReady(child);
  }

  /** From the next claim of an idempotency key on, the nth commit point is the end of it. */
  async arm(at: number, when: Moment): Promise<void> {
    this.passed = [];
    this.met = undefined;
    await this.#tell({ at, when });
  }

  /** What has not come by now will not come: the host lives, or has died on the way. */
  disarm(): Promise<void> {
    return this.#tell({ at: Number.MAX_SAFE_INTEGER, when: 'before' });
  }

  /** Resolves once the host has heard it, or is dead. */
  async #tell(message: object): Promise<void> {
    if (this.isDead) return;
    const child = this.#running();
    await new Promise<void>((resolve) => {
      const settle = (): void => {
        child.off('exit', settle);
        child.off('message', onMessage);
        resolve();
      };
      const onMessage = (answer: object): void => {
        if ('heard' in answer) settle();
      };
      child.on('exit', settle);
      child.on('message', onMessage);
      // A channel that is closed is that of a dead process, whose end is told next.
      child.send(message, () => undefined);
    });
  }

  get isDead(): boolean {
    const child = this.#running();
    return child.exitCode !== null || child.signalCode !== null;
  }

  /** True once it has died; false when it has not by the time that nothing more is expected of it. */
  async died(expected: Promise<unknown>): Promise<boolean> {
    if (!this.isDead) await Promise.race([once(this.#running(), 'exit'), expected]);
    await this.disarm();
    return this.isDead;
  }

  async stop(): Promise<void> {
    if (this.isDead) return;
    const ended = once(this.#running(), 'exit');
    this.#running().kill('SIGTERM');
    await ended;
  }

  async kill(): Promise<void> {
    if (this.#child === undefined || this.isDead) return;
    const ended = once(this.#running(), 'exit');
    this.#running().kill('SIGKILL');
    await ended;
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const untilMs = performance.now() + READY_MS;
    while (performance.now() < untilMs) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error(`it ended at its start:\n${this.#output}`);
      const ready = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      await ready?.arrayBuffer();
      if (ready?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`not ready within ${READY_MS} ms:\n${this.#output}`);
  }

  #running(): ChildProcess {
    return present(this.#child, 'started host');
  }
}
