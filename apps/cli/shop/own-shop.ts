import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../platform/lifecycle/free-port.ts';
import { CommandFailed, EXIT_USAGE } from '../command-failed.ts';
import { ShopClient } from '../http/shop-client.ts';
import { ScratchWatch } from './scratch-watch.ts';

// A shop in a process of its own, on a scratch directory, that may be killed at any moment and started again on what it
// left. The child is in a process group of its own, so that Ctrl-C reaches only its parent, who stops it in good order;
// when the parent vanishes, the channel between them breaks and the child stops by itself. The watch beside it ends what it
// leaves: a database that was just starting, and the directory.

/** Bounds a start that hangs, not one on a busy machine. */
const START_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_MS = 20_000;
/** Of the embedded PostgreSQL, below the directory. */
const SERVER_FILE = 'data/postgres/postmaster.pid';
const READY_POLL_MS = 50;
const SAID_CHARACTERS = 4_000;

export class OwnShop {
  readonly url: string;
  readonly #scratch: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #watch: ScratchWatch;
  #child: ChildProcess | undefined;
  #said = '';
  #isClosed = false;

  private constructor(scratch: string, port: number, redisUrl: string | undefined) {
    this.url = `http://127.0.0.1:${port}`;
    this.#scratch = scratch;
    this.#watch = new ScratchWatch(scratch, { patienceMs: STOP_TIMEOUT_MS, serverFile: join(scratch, SERVER_FILE) });
    this.#environment = scratchEnvironment(process.env, { port, dataDirectory: join(scratch, 'data'), redisUrl });
  }

  /** Opens an empty shop, with that Redis if one is named. The caller closes it, whatever happens. */
  static async open(redisUrl?: string): Promise<OwnShop> {
    // The directory last: from then on somebody removes it.
    const port = await freePort();
    const scratch = await mkdtemp(join(tmpdir(), 'holdfast-'));
    const shop = new OwnShop(scratch, port, redisUrl);
    try {
      // PostgreSQL does not run as root: started by root, it runs as another user who has to get through here.
      await chmod(scratch, 0o711);
      await shop.start();
      return shop;
    } catch (error) {
      await shop.close();
      throw error;
    }
  }

  /** Resolves when the shop answers. Nothing starts any more what has been closed. */
  async start(): Promise<void> {
    if (this.#isClosed) throw new CommandFailed('The shop of its own is closed.', EXIT_USAGE);
    const main = process.argv[1];
    if (main === undefined)
      throw new CommandFailed('The program does not know its own file; run it with node.', EXIT_USAGE);
    const child = spawn(process.execPath, [...process.execArgv, main, 'up', '--empty'], {
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#child = child;
    this.#watch.tell(child.pid);
    this.#said = '';
    const note = (text: string): void => {
      this.#said = (this.#said + text).slice(-SAID_CHARACTERS);
    };
    // Whether the child runs is seen from its exit code; what its pipes say of a sudden death is only worth a note.
    child.on('error', (error) => note(error.message));
    for (const stream of [child.stdout, child.stderr]) {
      // Both are read to the end: a child whose pipe is full stands still.
      stream?.setEncoding('utf8').on('data', note);
      stream?.on('error', (error) => note(error.message));
    }
    await this.#ready(child);
  }

  /** Ends the process without a warning. Resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#gone(STOP_TIMEOUT_MS);
  }

  /** Stops the shop in good order and removes everything it wrote. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#child?.kill('SIGTERM');
    if (!(await this.#gone(STOP_TIMEOUT_MS))) await this.kill();
    await this.#watch.end();
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  async #ready(child: ChildProcess): Promise<void> {
    const client = new ShopClient(this.url, 1);
    try {
      for (const untilMs = Date.now() + START_TIMEOUT_MS; Date.now() < untilMs; await sleep(READY_POLL_MS)) {
        if (hasEnded(child)) break;
        const answer = await client
          .send({ method: 'GET', path: '/health/ready', hangUpAfterMs: 5_000 })
          .catch(() => undefined);
        if (answer?.status === 200) return;
      }
    } finally {
      client.close();
    }
    throw new CommandFailed(`The shop of its own did not start: ${this.#said.trim() || 'it said nothing'}`, EXIT_USAGE);
  }

  /** True when the process has ended within the time. */
  async #gone(withinMs: number): Promise<boolean> {
    const child = this.#child;
    if (child === undefined) return true;
    for (const untilMs = Date.now() + withinMs; !hasEnded(child); await sleep(10)) {
      if (Date.now() >= untilMs) return false;
    }
    this.#child = undefined;
    this.#watch.tell(undefined);
    return true;
  }
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

/** The environment of a scratch shop: nothing in it may lead to a database or a broker that somebody needs. */
export function scratchEnvironment(
  environment: NodeJS.ProcessEnv,
  {
    port,
    dataDirectory,
    redisUrl,
  }: { readonly port: number; readonly dataDirectory: string; readonly redisUrl?: string | undefined },
): NodeJS.ProcessEnv {
  const outside = /^(?:DATABASE_URL(?:_.+)?|REDIS_URL|NATS_URL|AMQP_URL|[A-Z]+_URL|HOST)$/;
  const kept = Object.entries(environment).filter(([name]) => !outside.test(name));
  return {
    ...Object.fromEntries(kept),
    PORT: String(port),
    HOLDFAST_DATA: dataDirectory,
    LOG_LEVEL: environment.LOG_LEVEL ?? 'error',
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  };
}
