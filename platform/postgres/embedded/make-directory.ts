import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a directory and those above it that are missing. Node's own `recursive` tries for ever where a file system says
 * that a parent, which it has, is not there, as /proc does.
 * @returns the topmost directory that was made; undefined when nothing was missing.
 * @throws the system's error for the first directory that cannot be made.
 */
export async function makeDirectory(path: string): Promise<string | undefined> {
  const missing: string[] = [];
  for (let at = resolve(path); !(await exists(at)); at = dirname(at)) missing.push(at);
  if (missing.length === 0) {
    // A file of that name is not a directory: the system says so.
    if (!(await stat(path)).isDirectory()) await mkdir(path);
    return undefined;
  }
  const [topmost] = missing.reverse();
  for (const directory of missing) {
    await mkdir(directory).catch((error: NodeJS.ErrnoException) => {
      // Another process was faster.
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return topmost;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
