import { randomBytes } from 'node:crypto';
import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import type { Binaries } from './binaries.ts';
import { EmbeddedPostgresError, explain } from './embedded-postgres-error.ts';
import { freeBytes } from './free-bytes.ts';
import type { Identity, Owner } from './identity.ts';
import { makeDirectory } from './make-directory.ts';
import { runProgram } from './run-program.ts';

// The database cluster on disk: `<directory>/postgres`, with the superuser's password inside it. It is made in a
// directory beside it and renamed once it is complete and synced, so that whatever bears the name is whole.

export const SUPERUSER = 'holdfast';

const STAGE = 'postgres.new-';
const PASSWORD = 'superuser.password';

/** Where the cluster of a directory is. */
export function clusterPath(directory: string): string {
  return join(directory, 'postgres');
}

/** Who owns the cluster, undefined while there is none. Throws `not_a_cluster` for anything else of that name. */
export async function findCluster(cluster: string): Promise<Owner | undefined> {
  const found = await lstat(cluster).catch(ignoreMissing);
  if (found === undefined) return undefined;
  const owner = { uid: found.uid, gid: found.gid };
  const names = await readdir(cluster).catch((error: NodeJS.ErrnoException) => {
    // Another user's cluster is closed to us. Whose it is says all that there is to say.
    if (error.code === 'EACCES') return undefined;
    throw error;
  });
  if (names === undefined || (names.includes('PG_VERSION') && names.includes(PASSWORD))) return owner;
  if (names.length === 0) return undefined;
  throw new EmbeddedPostgresError(
    'not_a_cluster',
    `${cluster} is not a database that this product created (PG_VERSION or ${PASSWORD} is missing). Nothing was changed. Move it away, restore the missing file from a backup, or choose another directory.`,
  );
}

/** Creates the cluster. Interrupted at any point it leaves nothing that a later start would trust. */
export async function createCluster(directory: string, binaries: Binaries, identity: Identity): Promise<void> {
  const cluster = clusterPath(directory);
  const stage = await mkdtemp(join(directory, STAGE));
  const [data, password] = [join(stage, 'data'), join(stage, PASSWORD)];
  try {
    await mkdir(data, { mode: 0o700 });
    await writeFile(password, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true });
    for (const path of [password, data, stage]) await give(path, identity.owner);
    await runInitdb(identity, binaries, data, password, directory);
    await rename(password, join(data, PASSWORD));
    await syncDirectory(data);
    await rename(data, cluster);
    await syncDirectory(directory);
  } finally {
    await rm(stage, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Removes what interrupted creations left. Only for the holder of the directory's lock. */
export async function removeUnfinished(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    if (name.startsWith(STAGE)) await rm(join(directory, name), { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The superuser's password. */
export async function readPassword(cluster: string): Promise<string> {
  return (await readFile(join(cluster, PASSWORD), 'utf8')).trim();
}

/**
 * Makes every file of the cluster belong to `owner`, for a host that became another user than it was. The top goes
 * last: while it has not changed hands, an interrupted handover is begun again.
 */
export async function handOver(cluster: string, owner: Owner): Promise<boolean> {
  const { uid } = await lstat(cluster);
  if (uid === owner.uid) return false;
  await giveTree(cluster, owner);
  return true;
}

async function giveTree(path: string, owner: Owner): Promise<void> {
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await giveTree(child, owner);
    else await lchown(child, owner.uid, owner.gid);
  }
  await chown(path, owner.uid, owner.gid);
}

async function give(path: string, { uid, gid }: Owner): Promise<void> {
  if (uid >= 0 && (await lstat(path)).uid !== uid) await chown(path, uid, gid);
}

async function runInitdb(
  identity: Identity,
  binaries: Binaries,
  data: string,
  password: string,
  directory: string,
): Promise<void> {
  const { exitCode, output } = await runProgram(
    identity.invoke(binaries.initdb, [
      `--pgdata=${data}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${password}`,
      '--auth-local=scram-sha-256',
      '--auth-host=scram-sha-256',
      '--encoding=UTF8',
      // Unicode rules from PostgreSQL itself: the same order and case on every system, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--data-checksums',
      '--no-instructions',
    ]),
  );
  if (exitCode === 0) return;
  throw explain({
    summary: `The database cluster could not be created in ${directory}.`,
    output,
    directory,
    freeBytes: await freeBytes(directory),
    otherwise: 'init_failed',
  });
}

/** A rename is durable once its directory is. */
async function syncDirectory(path: string): Promise<void> {
  // Windows cannot open a directory; there the file system's journal has to do.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}

/** Creates the directory: closed to others, except that root's is passed through by the server's user. */
export async function createDirectory(directory: string): Promise<void> {
  const created = await makeDirectory(directory);
  if (created !== undefined) await chmod(directory, process.getuid?.() === 0 ? 0o711 : 0o700);
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
