import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../platform/lifecycle/free-port.ts';
import { CommandFailed, EXIT_USAGE } from '../command-failed.ts';
import { ScratchWatch } from './scratch-watch.ts';

// A Redis or Valkey of a drill's own, on a scratch directory, to be killed and started again. It writes its memory down
// every second, so that it comes back as a fail-over does, with what it knew a moment ago; or, where it is to forget,
// with nothing. Redis does not notice when its parent is gone: the watch beside it does.

const SERVERS = ['redis-server', 'valkey-server'];
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

export class OwnRedis {
  readonly port: number;
  readonly #program: string;
  readonly #scratch: string;
  readonly #watch: ScratchWatch;
  #child: ChildProcess | undefined;
  #isClosed = false;

  private constructor(program: string, scratch: string, port: number) {
    this.#program = program;
    this.#scratch = scratch;
    this.port = port;
    this.#watch = new ScratchWatch(scratch);
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** @throws CommandFailed where no server is on the PATH. The caller closes it, whatever happens. */
  static async open(path = process.env.PATH ?? '', pickPort: () => Promise<number> = freePort): Promise<OwnRedis> {
    const program = await serverOn(path);
    if (program === undefined) {
      const what = `A drill that kills Redis needs ${SERVERS.join(' or ')} on the PATH`;
      throw new CommandFailed(`${what}: install one, or leave out --kill-redis.`, EXIT_USAGE);
    }
    // The directory last: from then on somebody removes it.
    const port = await pickPort();
    const redis = new OwnRedis(program, await mkdtemp(join(tmpdir(), 'holdfast-redis-')), port);
    try {
      await redis.start();
      return redis;
    } catch (error) {
      await redis.close();
      throw error;
    }
  }

  /** Resolves when it answers. Nothing starts any more what has been closed: whoever kills may not know of that yet. */
  async start(): Promise<void> {
    if (this.#isClosed) throw new CommandFailed('The Redis of its own is closed.', EXIT_USAGE);
    const child = spawn(
      this.#program,
      ['--port', `${this.port}`, '--bind', '127.0.0.1', '--dir', this.#scratch, '--save', '1 1', '--appendonly', 'no'],
      { stdio: 'ignore', detached: true },
    );
    this.#child = child;
    this.#watch.tell(child.pid);
    // Whether it runs is seen from its answer.
    child.on('error', () => this.#forgetChild(child));
    for (const untilMs = Date.now() + START_TIMEOUT_MS; Date.now() < untilMs; await sleep(POLL_MS)) {
      if (hasEnded(child)) break;
      if (await answers(this.port)) return;
    }
    throw new CommandFailed('The Redis of its own did not start.', EXIT_USAGE);
  }

  /** Ends it without a warning. Resolves when it is gone. */
  async kill({ forgets = false }: { readonly forgets?: boolean } = {}): Promise<void> {
    const child = this.#child;
    if (child !== undefined && !hasEnded(child)) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    this.#watch.tell(undefined);
    if (forgets) await rm(join(this.#scratch, 'dump.rdb'), { force: true });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.kill();
    await this.#watch.end();
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #forgetChild(child: ChildProcess): void {
    if (this.#child === child) this.#child = undefined;
  }
}

async function serverOn(path: string): Promise<string | undefined> {
  for (const directory of path.split(delimiter).filter((part) => part !== '')) {
    for (const name of SERVERS) {
      const program = join(directory, name);
      const isThere = await access(program, constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return program;
    }
  }
  return undefined;
}

function hasEnded({ exitCode, signalCode, pid }: ChildProcess): boolean {
  return pid === undefined || exitCode !== null || signalCode !== null;
}

/** True once it says that it has loaded what it had written down. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(port, '127.0.0.1', () => socket.write('PING\r\n'));
    const end = (isUp: boolean): void => {
      socket.destroy();
      resolve(isUp);
    };
    socket.setTimeout(1_000, () => end(false));
    socket.on('error', () => end(false));
    socket.once('data', (text) => end(text.toString().startsWith('+PONG')));
  });
}
