import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

// The server writes its log to a file of its own, not through a pipe: a pipe would tie its life to the host's.

const ROTATE_AT_BYTES = 4 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;

export interface ServerLog {
  /** For the server's stdout and stderr. The host closes its copy once the server runs. */
  readonly fd: number;
  /** The end of what was written since this log was opened. */
  tail(): Promise<string>;
  close(): Promise<void>;
}

/** Opens `<directory>/postgres.log` for appending. A large one is first set aside as postgres.log.1. */
export async function openServerLog(directory: string): Promise<ServerLog> {
  const path = logPath(directory);
  if ((await logSize(directory)) > ROTATE_AT_BYTES) {
    await rm(`${path}.1`, { force: true });
    await rename(path, `${path}.1`);
  }
  const file = await openOwn(path);
  const { size: start } = await file.stat();
  return { fd: file.fd, tail: () => tailOfLog(directory, start), close: () => file.close() };
}

/** Bytes in the server's log. What it says from there on is about what happens from now on. */
export async function logSize(directory: string): Promise<number> {
  return (await stat(logPath(directory)).catch(() => undefined))?.size ?? 0;
}

/** The end of the server's log, from byte `start` on at the earliest. */
export async function tailOfLog(directory: string, start: number): Promise<string> {
  const file = await open(logPath(directory), 'r').catch(() => undefined);
  if (file === undefined) return '';
  try {
    const { size } = await file.stat();
    const from = Math.max(start, size - TAIL_BYTES);
    const buffer = Buffer.alloc(Math.max(0, size - from));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Root, once started here, leaves a log that the directory's owner may not write but may replace. */
async function openOwn(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'a', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
    await rm(path);
    return open(path, 'a', 0o600);
  }
}

function logPath(directory: string): string {
  return join(directory, 'postgres.log');
}
