import { randomUUID } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { link, readdir, readFile, realpath, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { explainSystemError } from './embedded-postgres-error.ts';
import { makeDirectory } from './make-directory.ts';
import { identify, isAlive, type ProcessIdentity } from './process-identity.ts';

// One owner per directory, with nothing to clean up by hand after a kill -9.
//
// The lock is the file `lock.<generation>` of the highest generation. Taking it means to create the next generation,
// which the file system lets exactly one process do; the file appears complete, because it is linked from a finished
// copy. The newest file is never deleted, not even on release (which empties it): a process that was suspended between
// looking and creating would otherwise find its number free again. So no takeover ever removes a living owner's file.
//
// An owner on this machine is asked by pid and start time. One in another container or on another machine cannot be:
// it touches its file every two seconds, and only ten seconds of silence count as its death.
//
// Not guaranteed: exclusion against a foreign owner that is suspended for longer than that, and file systems without
// hard links.

export interface DirectoryLock {
  /** The locked directory, with symbolic links resolved. */
  readonly directory: string;
  /** Gives the directory free. May be called again, to no effect. */
  release(): Promise<void>;
}

export class DirectoryLockedError extends Error {
  override readonly name = 'DirectoryLockedError';
  readonly directory: string;
  readonly pid: number;

  constructor(directory: string, pid: number) {
    const holder = pid === process.pid ? `this very process (pid ${pid})` : `process ${pid}`;
    super(`${directory} is in use by ${holder}. Stop that one first, or choose another directory.`);
    this.directory = directory;
    this.pid = pid;
  }
}

interface Owner {
  readonly process: ProcessIdentity;
  /** The world in which the pid means something: a boot of a machine and a pid namespace in it. */
  readonly world: string;
}

const HEARTBEAT_MS = 2_000;
const SILENCE_MS = 10_000;
const GENERATION = /^lock\.(\d+)$/;
const CLAIM = 'lock.claim-';

/**
 * Takes the directory, creating it if needed.
 * @throws DirectoryLockedError while another process has it; EmbeddedPostgresError where there can be no such directory.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  try {
    return await takeDirectory(directory);
  } catch (error) {
    throw explainSystemError(error, directory);
  }
}

async function takeDirectory(directory: string): Promise<DirectoryLock> {
  await makeDirectory(directory);
  const path = await realpath(directory);
  for (;;) {
    const newest = await newestGeneration(path);
    const owner = await readOwner(path, newest);
    if (owner !== undefined && (await isHeld(owner, fileOf(path, newest)))) {
      throw new DirectoryLockedError(path, owner.process.pid);
    }
    const generation = newest + 1;
    if (await claim(path, generation)) {
      await sweep(path, generation);
      return hold(path, generation);
    }
  }
}

function hold(directory: string, generation: number): DirectoryLock {
  const file = fileOf(directory, generation);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // A directory that was deleted under us has nothing left to guard.
    utimes(file, now, now).catch(() => clearInterval(heartbeat));
  }, HEARTBEAT_MS);
  heartbeat.unref();
  let released: Promise<void> | undefined;
  return {
    directory,
    release: () => {
      clearInterval(heartbeat);
      released ??= empty(file);
      return released;
    },
  };
}

async function claim(directory: string, generation: number): Promise<boolean> {
  const draft = await writeDraft(directory);
  const file = fileOf(directory, generation);
  try {
    await link(draft, file);
  } catch (error) {
    // EEXIST: another was first. ENOENT: the winner swept our draft away.
    if (hasCode(error, 'EEXIST', 'ENOENT')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  // We may have been suspended since we looked, long enough for our number to be history.
  if ((await newestGeneration(directory)) === generation) return true;
  await rm(file, { force: true });
  return false;
}

/** Emptying works on a full disk too, on which a start may just have failed. */
async function empty(file: string): Promise<void> {
  try {
    await truncate(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

async function writeDraft(directory: string): Promise<string> {
  const self = identify(process.pid) ?? { pid: process.pid, startedAt: null };
  const owner: Owner = { process: self, world: world() };
  const draft = join(directory, `${CLAIM}${randomUUID()}`);
  await writeFile(draft, `${JSON.stringify(owner)}\n`, { mode: 0o644 });
  return draft;
}

/** Removes what earlier owners left. The generation before ours stays, for contenders that are just reading it. */
async function sweep(directory: string, generation: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const match = GENERATION.exec(name);
    const old = match !== null && Number(match[1]) < generation - 1;
    if (old || name.startsWith(CLAIM)) await rm(join(directory, name), { force: true });
  }
}

async function newestGeneration(directory: string): Promise<number> {
  const generations = (await readdir(directory)).map((name) => Number(GENERATION.exec(name)?.[1] ?? 0));
  return Math.max(0, ...generations);
}

/** Undefined when there is no such file, or when its owner or a power failure has emptied it. */
async function readOwner(directory: string, generation: number): Promise<Owner | undefined> {
  try {
    const owner: unknown = JSON.parse(await readFile(fileOf(directory, generation), 'utf8'));
    return isOwner(owner) ? owner : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function isHeld(owner: Owner, file: string): Promise<boolean> {
  return owner.world === world() ? isAlive(owner.process) : isTouched(file);
}

async function isTouched(file: string): Promise<boolean> {
  const touchedMs = async () => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
  const firstMs = await touchedMs();
  const deadlineMs = Math.min(firstMs, Date.now()) + SILENCE_MS;
  while (Date.now() < deadlineMs) {
    await delay(100);
    if ((await touchedMs()) !== firstMs) return true;
  }
  return false;
}

function world(): string {
  if (process.platform !== 'linux') return hostname();
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${readlinkSync('/proc/self/ns/pid')}`;
}

function isOwner(value: unknown): value is Owner {
  const owner = value as Partial<Owner> | null;
  return typeof owner?.process?.pid === 'number' && typeof owner.world === 'string';
}

function fileOf(directory: string, generation: number): string {
  return join(directory, `lock.${generation}`);
}

function hasCode(error: unknown, ...codes: string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? '');
}
