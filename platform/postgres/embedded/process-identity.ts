import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

// A pid alone names nobody: the system gives it to another process once its owner has died. A pid with the start time
// of its process does. Exact on Linux (/proc) and on systems with ps; where neither answers, a pid that exists counts
// as the process we knew, because taking a living owner for dead would be worse.

export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque, equal for one life of one process. Null where the system does not tell. */
  readonly startedAt: string | null;
}

/** Who has this pid now; undefined when nobody does. A zombie is nobody: it only waits to be buried. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!exists(pid)) return undefined;
  if (process.platform !== 'linux') return { pid, startedAt: ask('lstart', pid) };
  const stat = readText(`/proc/${pid}/stat`);
  if (stat === undefined) return exists(pid) ? { pid, startedAt: null } : undefined;
  // The second field is the command in parentheses and may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startedAt] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X') return undefined;
  return { pid, startedAt: startedAt ?? null };
}

/** True while the process lives; false once it has died, even if its pid has been given to another. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  const now = identify(pid);
  if (now === undefined) return false;
  return startedAt === null || now.startedAt === null || now.startedAt === startedAt;
}

/** Arguments of a running process, as far as the system tells: exact on Linux, joined by spaces elsewhere. */
export function commandLine(pid: number): string | undefined {
  if (process.platform !== 'linux') return ask('command', pid) ?? undefined;
  return readText(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ');
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function ask(column: 'lstart' | 'command', pid: number): string | null {
  try {
    return execFileSync('ps', ['-ww', '-o', `${column}=`, '-p', `${pid}`], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
