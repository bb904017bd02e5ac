import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './processes.ts';

// Peers are measured, not used: they are installed into a directory of the run's, with pinned versions, and are no
// dependency of this project.

const INSTALL_WITHIN_MS = 900_000;

/** Installs packages, unless the directory has just these. */
export async function install(directory: string, versions: Readonly<Record<string, string>>): Promise<void> {
  const manifest = JSON.stringify({ private: true, dependencies: versions }, undefined, 2);
  const stamp = join(directory, 'installed.json');
  const installed = await readFile(stamp, 'utf8').catch(() => '');
  if (installed === manifest) return;
  await writeFile(join(directory, 'package.json'), manifest);
  const flags = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  await run('npm', flags, { cwd: directory, timeoutMs: INSTALL_WITHIN_MS });
  await writeFile(stamp, manifest);
}
