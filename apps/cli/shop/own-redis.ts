import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, mkdtemp, rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../../platform/lifecycle/free-port.ts';
import { CommandFailed, EXIT_USAGE } from '../command-failed.ts';

// A Redis or Valkey of a drill's own, on a scratch directory, to be killed and started again. It writes its memory down
// every second, so that it comes back as a fail-over does, with what it knew a moment ago; or, where it is to forget,
// with nothing. A process beside it outlives whoever started both, and then ends it and clears its directory away: Redis
// itself notices nothing.

const SERVERS = ['redis-server', 'valkey-server'];
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 20;

/**
 * The process beside it. It is told the process id of each server, 0 for none, a line each; once nobody can tell it any
 * more, because whoever started it is gone or has closed all, the last of them ends.
 */
const WATCH = `
  const { rmSync } = require('node:fs');
  let told = '';
  process.stdin.setEncoding('utf8').on('data', (text) => { told += text; });
  process.stdin.on('error', () => undefined).on('close', () => {
    const pid = Number(told.trim().split('\\n').pop());
    try {
      if (pid > 0) process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') process.exitCode = 1;
    }
    rmSync(process.argv[1], { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
`;

export class OwnRedis {
  readonly port: number;
  readonly #program: string;
  readonly #scratch: string;
  readonly #watch: ChildProcess;
  #child: ChildProcess | undefined;
  #isClosed = false;

  private constructor(program: string, scratch: string, port: number) {
    this.#program = program;
    this.#scratch = scratch;
    this.port = port;
    // In a group of its own: what ends its parent by Ctrl-C does not end it.
    this.#watch = spawn(process.execPath, ['-e', WATCH, scratch], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    // Without it a drill goes on; it only leaves a server behind should it be killed.
    this.#watch.on('error', () => undefined);
    this.#watch.stdin?.on('error', () => undefined);
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
    this.#tellWatch(child.pid);
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
    this.#tellWatch(undefined);
    if (forgets) await rm(join(this.#scratch, 'dump.rdb'), { force: true });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.kill();
    await this.#endWatch();
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #tellWatch(pid: number | undefined): void {
    this.#watch.stdin?.write(`${pid ?? 0}\n`);
  }

  async #endWatch(): Promise<void> {
    if (hasEnded(this.#watch)) return;
    const ended = new Promise((resolve) => this.#watch.once('exit', resolve));
    this.#watch.stdin?.end();
    await ended;
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
