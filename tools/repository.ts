import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// What the guards look at: the files that git knows or would add, so that a guard never judges build output.

/** Absolute path of the repository, without a trailing slash. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');

/** A file of the repository: its path from the root, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Paths, from the root, of all files that are committed or would be. Planted violations are left out. */
export function listFiles(): readonly string[] {
  // A clone may belong to another user than the one who runs the guards, as in a container.
  const arguments_ = ['-c', 'safe.directory=*', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const listed = execFileSync('git', arguments_, { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const paths = listed.split('\0').filter((path) => path !== '' && !path.startsWith('tools/planted/'));
  return [...new Set(paths)].filter((path) => existsSync(`${ROOT}/${path}`)).sort();
}

/** A file of the repository with its text. */
export function readSource(path: string): SourceFile {
  return { path, text: readFileSync(`${ROOT}/${path}`, 'utf8') };
}
