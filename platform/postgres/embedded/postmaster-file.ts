import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { commandLine, identify, type ProcessIdentity } from './process-identity.ts';

// postmaster.pid, in which a running server says who and where it is, and which a killed one leaves behind.

export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  /** "starting", "ready", "stopping", or "" before the server has said. */
  readonly status: string;
}

/** Never a process: the file of a dead server gets it, so that PostgreSQL does not mistake a stranger for its own. */
const NOBODY = 2_147_483_646;

/** What the file says; undefined when there is none or when it is half written. */
export async function readPostmasterFile(cluster: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(pathOf(cluster), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return parsePostmasterFile(text);
}

export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  // One item a line: pid, data directory, start time, port, socket directory, address, shared memory, status.
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number(lines[3] ?? 0), status: lines[7]?.trim() ?? '' };
}

/** The live server of this cluster, whoever started it. A stranger that now has its pid is not one. */
export async function findPostmaster(cluster: string): Promise<(PostmasterFile & ProcessIdentity) | undefined> {
  const file = await readPostmasterFile(cluster);
  if (file === undefined) return undefined;
  const process = identify(file.pid);
  const command = commandLine(file.pid);
  // Where the system tells nothing of other processes, a pid that exists has to be believed.
  const ours = command === undefined || command.includes(`-D ${cluster} `);
  return process !== undefined && ours ? { ...file, ...process } : undefined;
}

/**
 * Makes way for a new server after a crash, once findPostmaster has found nobody. True when there was something.
 *
 * The file is not deleted: it names the dead server's shared memory, by which PostgreSQL notices that children of that
 * server are still writing. Only its pid is replaced, in case a stranger has it now.
 */
export async function retirePostmaster(cluster: string): Promise<boolean> {
  const file = await readPostmasterFile(cluster);
  if (file === undefined) {
    // Empty after a power failure or a full disk. PostgreSQL would take it for another server's first moment.
    const leftover = await stat(pathOf(cluster)).catch(() => undefined);
    await rm(pathOf(cluster), { force: true });
    return leftover !== undefined;
  }
  const text = await readFile(pathOf(cluster), 'utf8');
  await writeFile(pathOf(cluster), text.replace(/^\d+/, `${NOBODY}`));
  for (const suffix of ['', '.lock']) await rm(join(cluster, `.s.PGSQL.${file.port}${suffix}`), { force: true });
  return true;
}

/** How the cluster's last server was started, as it wrote it down itself. */
export async function readServerCommand(cluster: string): Promise<string> {
  return (await readFile(join(cluster, 'postmaster.opts'), 'utf8').catch(() => '')).trimEnd();
}

/** The same for a server that is to be started. */
export function serverCommand(file: string, args: readonly string[]): string {
  return [file, ...args.map((argument) => `"${argument}"`)].join(' ');
}

function pathOf(cluster: string): string {
  return join(cluster, 'postmaster.pid');
}
