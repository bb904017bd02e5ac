import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type AdoptedServer, findOrphan } from './adopt-orphan.ts';
import { type Binaries, locateBinaries } from './binaries.ts';
import {
  clusterPath,
  createCluster,
  createDirectory,
  findCluster,
  handOver,
  removeUnfinished,
  SUPERUSER,
} from './cluster.ts';
import { type Connection, connectionTo, connectionUrl, greet, hasSocket, LOOPBACK } from './connection.ts';
import { type DirectoryLock, lockDirectory } from './directory-lock.ts';
import { EmbeddedPostgresError, explain, explainSystemError } from './embedded-postgres-error.ts';
import { chooseIdentities, type Identity } from './identity.ts';
import { launchServer, serverPort } from './launch-server.ts';
import { retirePostmaster } from './postmaster-file.ts';
import { isAlive, type ProcessIdentity } from './process-identity.ts';
import { type StopLimits, stopServer } from './server.ts';
import { logSize, tailOfLog } from './server-log.ts';
import { type ServerSettings, serverSettings, settingArguments } from './server-settings.ts';

// A real PostgreSQL for a product that is started with one command.
//
// Guaranteed: what was committed survives a crash of the host, of the server and of the machine; one server per
// directory; no other user of the machine gets in without the password; whatever a kill -9 leaves behind, the next
// start deals with. Not guaranteed: a second host against the same directory (it is refused), and protection from
// whoever may read the directory's files.

export interface EmbeddedPostgresOptions {
  /** Where everything is kept, such as ./.holdfast. Created if need be. */
  readonly directory: string;
  /** Loopback port. Without one, a free port is picked at each start. */
  readonly port?: number;
  /** Ports that are not to be picked, free or not: somebody is going to listen there. */
  readonly notPorts?: readonly number[];
  /** Told in one line each what is being done. */
  readonly log: (message: string) => void;
  /** Further settings of the server. Those that would weaken durability are refused. */
  readonly settings?: ServerSettings;
  /** The directory's lock, if the host has already taken it. Otherwise it is taken here and released by stop(). */
  readonly lock?: DirectoryLock;
  /** Told once, within a second, should the server end by itself. Starting again recovers. */
  readonly onCrash?: (error: EmbeddedPostgresError) => void;
  /** For tests whose data is thrown away: no fsync. A power failure destroys such a cluster. */
  readonly unsafeNoDurability?: boolean;
  readonly stopLimits?: StopLimits;
}

export interface EmbeddedPostgres {
  readonly connection: Connection;
  readonly url: string;
  /** "18.4". */
  readonly version: string;
  /** True when this start created the cluster. */
  readonly firstStart: boolean;
  /** Stops the server in order, also one that an earlier host had started. May be called again, to no effect. */
  stop(): Promise<void>;
}

const START_MS = 60_000;
/** Crash recovery replays at most a few GB of log; minutes on a slow disk. */
const RECOVERY_MS = 600_000;
const ANSWER_MS = 10_000;
const CRASH_CHECK_MS = 500;
const STOP_LIMITS: StopLimits = { fastMs: 30_000, immediateMs: 10_000 };

interface Start {
  readonly options: EmbeddedPostgresOptions;
  readonly directory: string;
  readonly binaries: Binaries;
  readonly args: readonly string[];
}

interface Running extends AdoptedServer {
  readonly identity: Identity;
  readonly firstStart: boolean;
}

/**
 * Starts PostgreSQL, or goes on with the one that a killed host left running.
 * Throws EmbeddedPostgresError, or DirectoryLockedError while another process has the directory.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const startedMs = performance.now();
  const wanted = resolve(options.directory);
  const settings = serverSettings(options.settings ?? {}, options.unsafeNoDurability !== true);
  try {
    await createDirectory(wanted);
    const directory = await realpath(wanted);
    const lock = options.lock ?? (await lockDirectory(directory));
    const release = async () => (options.lock === undefined ? lock.release() : undefined);
    try {
      const start = { options, directory, binaries: await locateBinaries(), args: argumentsFor(directory, settings) };
      const running = await bringUp(start);
      const { version } = running.facts;
      const tookMs = Math.round(performance.now() - startedMs);
      options.log(
        `PostgreSQL ${version} is ready in ${tookMs} ms on ${LOOPBACK}:${running.port}, running ${running.identity.description}.`,
      );
      return await present(start, running, release);
    } catch (error) {
      await release();
      throw error;
    }
  } catch (error) {
    throw explainSystemError(error, wanted);
  }
}

function argumentsFor(directory: string, settings: ServerSettings): string[] {
  // Relative to the data directory, which is where the server works: a path may hold any character, and be long.
  const sockets = hasSocket(directory) ? '.' : '';
  return settingArguments({ listen_addresses: LOOPBACK, unix_socket_directories: sockets, ...settings });
}

async function bringUp(start: Start): Promise<Running> {
  const { options, directory, binaries, args } = start;
  const cluster = clusterPath(directory);
  const owner = await findCluster(cluster);
  const { initdb, server: identity } = await chooseIdentities(binaries, directory, owner);
  await removeUnfinished(directory);
  if (owner === undefined) {
    options.log(`Creating the database cluster in ${cluster} (once, takes about 2 s).`);
    await createCluster(directory, binaries, initdb);
  }
  const plan = { directory, binaries, identity, args, wantedPort: options.port, startTimeoutMs: RECOVERY_MS };
  const orphan = await findOrphan(plan);
  if (orphan?.kind === 'adopted') {
    options.log(`Going on with the PostgreSQL (pid ${orphan.server.process.pid}) that an earlier run left behind.`);
    return { ...orphan.server, identity, firstStart: false };
  }
  if (orphan !== undefined) {
    options.log(
      `Stopping the PostgreSQL that an earlier run left behind (pid ${orphan.process.pid}): ${orphan.reason}.`,
    );
    await stopServer(orphan.process, binaries, identity, options.stopLimits ?? STOP_LIMITS);
  }
  if (await handOver(cluster, identity.owner))
    options.log(`Handed ${cluster} over: it now runs ${identity.description}.`);
  const crashed = await retirePostmaster(cluster);
  if (crashed) options.log('PostgreSQL was not shut down in order last time: recovering what was committed.');
  const launched = await launchServer({ ...plan, startTimeoutMs: crashed ? RECOVERY_MS : START_MS }, () =>
    serverPort(options.notPorts),
  );
  const facts = await greetOrStop(start, identity, launched);
  return { ...launched, facts, identity, firstStart: owner === undefined };
}

/** A server that runs but does not answer would be left behind by the failed start. */
async function greetOrStop(
  { options, directory, binaries }: Start,
  identity: Identity,
  { process, port }: { readonly process: ProcessIdentity; readonly port: number },
) {
  try {
    return await greet(await connectionTo(directory, port), ANSWER_MS);
  } catch (error) {
    await stopServer(process, binaries, identity, options.stopLimits ?? STOP_LIMITS);
    const message = `PostgreSQL runs but does not let us in: ${(error as Error).message}. If the password of ${SUPERUSER} was changed, write it to superuser.password in ${clusterPath(directory)}.`;
    throw new EmbeddedPostgresError('no_answer', message, { cause: error });
  }
}

async function present(start: Start, running: Running, release: () => Promise<void>): Promise<EmbeddedPostgres> {
  const { options, directory, binaries } = start;
  const connection = await connectionTo(directory, running.port);
  const stopWatching = options.onCrash === undefined ? () => undefined : await watch(start, running, options.onCrash);
  const shutDown = async () => {
    stopWatching();
    const startedMs = performance.now();
    try {
      await stopServer(running.process, binaries, running.identity, options.stopLimits ?? STOP_LIMITS);
      options.log(`PostgreSQL has stopped in ${Math.round(performance.now() - startedMs)} ms.`);
    } finally {
      await release();
    }
  };
  let stopped: Promise<void> | undefined;
  return {
    connection,
    url: connectionUrl(connection),
    version: running.facts.version,
    firstStart: running.firstStart,
    stop: () => {
      stopped ??= shutDown();
      return stopped;
    },
  };
}

/** By looking, not by waiting for the child's end: an adopted server is nobody's child. */
async function watch(
  { directory }: Start,
  { process, port }: Running,
  onCrash: (error: EmbeddedPostgresError) => void,
): Promise<() => void> {
  const from = await logSize(directory);
  const timer = setInterval(async () => {
    if (isAlive(process)) return;
    clearInterval(timer);
    const output = await tailOfLog(directory, from);
    onCrash(explain({ summary: 'PostgreSQL has ended unexpectedly.', output, directory, port, otherwise: 'crashed' }));
  }, CRASH_CHECK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
