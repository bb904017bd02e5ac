import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Binaries } from './binaries.ts';
import { clusterPath } from './cluster.ts';
import { EmbeddedPostgresError, explain } from './embedded-postgres-error.ts';
import { freeBytes } from './free-bytes.ts';
import type { Identity } from './identity.ts';
import { readPostmasterFile } from './postmaster-file.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';
import { notExecutable, PROGRAM_ENVIRONMENT, runProgram } from './run-program.ts';
import { openServerLog, type ServerLog } from './server-log.ts';

// One server process: started so that neither Ctrl-C in the host's terminal nor the host's death reaches it, watched
// until it accepts connections, and stopped with ever less courtesy.

export interface ServerPlan {
  readonly directory: string;
  readonly binaries: Binaries;
  readonly identity: Identity;
  /** Arguments besides the data directory and the port. */
  readonly args: readonly string[];
  readonly port: number;
  readonly startTimeoutMs: number;
}

export interface StopLimits {
  /** How long an orderly shutdown, which writes everything out, may take. */
  readonly fastMs: number;
  /** How long a shutdown without that may take; the next start then recovers. */
  readonly immediateMs: number;
}

const POLL_MS = 10;
const KILL_MS = 5_000;

/** Starts a server and returns once it accepts connections. */
export async function startServer(plan: ServerPlan): Promise<ProcessIdentity> {
  const log = await openServerLog(plan.directory);
  try {
    const { child, failure } = spawnServer(plan, log.fd);
    const pid = await awaitReady(child, failure, plan, log);
    child.unref();
    return pid;
  } finally {
    await log.close();
  }
}

/** The arguments of the server process, in the order in which it writes them down. */
export function serverArguments({ directory, args, port }: Pick<ServerPlan, 'directory' | 'args' | 'port'>): string[] {
  return ['-D', clusterPath(directory), '-p', `${port}`, ...args];
}

function spawnServer(plan: ServerPlan, logFd: number) {
  const { file, args, uid, gid } = plan.identity.invoke(plan.binaries.postgres, serverArguments(plan));
  const child = spawn(file, args, {
    cwd: '/',
    env: PROGRAM_ENVIRONMENT,
    // A session of its own: the terminal sends Ctrl-C to the host only, which then stops things in order.
    detached: true,
    stdio: ['ignore', logFd, logFd],
    ...(uid === undefined ? {} : { uid }),
    ...(gid === undefined ? {} : { gid }),
  });
  const failure: { error?: Error } = {};
  child.once('error', (error) => {
    failure.error = notExecutable(file, error);
  });
  return { child, failure };
}

async function awaitReady(
  child: ChildProcess,
  failure: { readonly error?: Error },
  plan: ServerPlan,
  log: ServerLog,
): Promise<ProcessIdentity> {
  const deadlineMs = Date.now() + plan.startTimeoutMs;
  const cluster = clusterPath(plan.directory);
  while (child.exitCode === null && child.signalCode === null && failure.error === undefined) {
    const file = await readPostmasterFile(cluster);
    if (file !== undefined && file.pid === child.pid && file.status === 'ready') {
      return identify(file.pid) ?? { pid: file.pid, startedAt: null };
    }
    if (Date.now() > deadlineMs) {
      child.kill('SIGQUIT');
      throw await timedOut(plan, log);
    }
    await delay(POLL_MS);
  }
  throw failure.error ?? (await failedStart(child, plan, log));
}

async function failedStart(child: ChildProcess, { directory, port }: ServerPlan, log: ServerLog): Promise<Error> {
  const end = child.signalCode === null ? `exited with code ${child.exitCode}` : `was ended by ${child.signalCode}`;
  return explain({
    summary: `PostgreSQL ${end} instead of starting. Its log is ${directory}/postgres.log.`,
    output: await log.tail(),
    directory,
    port,
    freeBytes: await freeBytes(directory),
    otherwise: 'crashed',
  });
}

async function timedOut({ directory, startTimeoutMs }: ServerPlan, log: ServerLog): Promise<Error> {
  const tail = (await log.tail()).trimEnd().split('\n').slice(-8).join('\n');
  return new EmbeddedPostgresError(
    'start_timeout',
    `PostgreSQL did not accept connections within ${startTimeoutMs / 1000} s and was stopped. Start again: recovery goes on from its last checkpoint. Its log is ${directory}/postgres.log and ends with:\n${tail}`,
  );
}

/**
 * Stops a server: fast (roll back, write out, exit), then immediate, then kill -9. Nothing that was committed is lost
 * in any of them. Throws `stop_timeout` when even the last has no effect.
 */
export async function stopServer(
  server: ProcessIdentity,
  binaries: Binaries,
  identity: Identity,
  limits: StopLimits,
): Promise<void> {
  const escalation = [
    ['SIGINT', limits.fastMs],
    ['SIGQUIT', limits.immediateMs],
    ['SIGKILL', KILL_MS],
  ] as const;
  for (const [signal, patienceMs] of escalation) {
    if (!isAlive(server)) return;
    await send(signal, server.pid, binaries, identity);
    if (await hasExited(server, patienceMs)) return;
  }
  throw new EmbeddedPostgresError(
    'stop_timeout',
    `PostgreSQL (pid ${server.pid}) cannot be stopped; most likely its disk does not answer. Check the disk, then end the process by hand.`,
  );
}

/** Waits for a process to end; false when it lives on past the bound. */
export async function hasExited(server: ProcessIdentity, patienceMs: number): Promise<boolean> {
  const deadlineMs = Date.now() + patienceMs;
  while (isAlive(server)) {
    if (Date.now() > deadlineMs) return false;
    await delay(POLL_MS);
  }
  return true;
}

async function send(
  signal: 'SIGINT' | 'SIGQUIT' | 'SIGKILL',
  pid: number,
  binaries: Binaries,
  identity: Identity,
): Promise<void> {
  // Windows has no signals, and a root without the right to kill has none for other users: pg_ctl has its ways.
  if (process.platform !== 'win32' && tryKill(pid, signal)) return;
  await runProgram(identity.invoke(binaries.pgCtl, ['kill', signal.slice(3), `${pid}`]));
}

function tryKill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
