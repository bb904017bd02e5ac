import { type ChildProcess, spawn } from 'node:child_process';

// A process beside a child on a scratch directory, which outlives whoever started both: once nobody can tell it any more,
// because its parent was killed or is done, it ends what is left of the child and clears the directory away. Does
// not see what happens between the start of a child and the word about it, which follows at once.

/**
 * Lines on its standard input are the process id of the child, 0 for none. Arguments: the directory; how long the child is
 * given to stop by itself; the file of a server that the child starts and may leave behind, where the first line is its id.
 */
const WATCH = `
  const { existsSync, readFileSync, rmSync } = require('node:fs');
  const [, scratch, patienceMs, serverFile] = process.argv;
  let told = '';
  function tell(pid, signal) {
    try {
      return process.kill(pid, signal);
    } catch (error) {
      if (error.code === 'ESRCH') return false;
      throw error;
    }
  }
  async function end(pid, { politely, withinMs }) {
    if (politely !== undefined) tell(pid, politely);
    for (const untilMs = Date.now() + withinMs; tell(pid, 0); await new Promise((resolve) => setTimeout(resolve, 50))) {
      if (Date.now() >= untilMs) return tell(pid, 'SIGKILL');
    }
  }
  function leftServer() {
    if (!existsSync(serverFile)) return 0;
    const pid = Number(readFileSync(serverFile, 'utf8').split('\\n')[0]);
    const command = '/proc/' + pid + '/cmdline';
    const isOurs = !existsSync('/proc/self') || (existsSync(command) && readFileSync(command, 'utf8').includes(scratch));
    return isOurs ? pid : 0;
  }
  process.stdin.setEncoding('utf8').on('data', (text) => { told += text; });
  process.stdin.on('error', () => {}).on('close', async () => {
    const child = Number(told.trim().split('\\n').pop());
    if (child > 0) await end(child, { withinMs: Number(patienceMs) });
    const server = leftServer();
    if (server > 0) await end(server, { politely: 'SIGQUIT', withinMs: 10_000 });
    rmSync(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
`;

export interface WatchOptions {
  /** How long the child is given to stop by itself, once its parent is gone. */
  readonly patienceMs?: number;
  /** Of a server that the child starts and may leave behind: its first line is a process id. */
  readonly serverFile?: string;
}

export class ScratchWatch {
  readonly #process: ChildProcess;

  constructor(scratch: string, { patienceMs = 0, serverFile = '' }: WatchOptions = {}) {
    // In a group of its own: what ends its parent by Ctrl-C does not end it.
    this.#process = spawn(process.execPath, ['-e', WATCH, scratch, String(patienceMs), serverFile], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    // Without it everything goes on; only a parent that is killed leaves something behind.
    this.#process.on('error', () => undefined);
    this.#process.stdin?.on('error', () => undefined);
  }

  /** The child that is to end with its parent; undefined for none. */
  tell(pid: number | undefined): void {
    this.#process.stdin?.write(`${pid ?? 0}\n`);
  }

  /** Nothing is left to be watched. Resolves once the directory is gone. */
  async end(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.stdin?.end();
    await ended;
  }
}
