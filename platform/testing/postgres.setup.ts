import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { clusterPath } from '../postgres/embedded/cluster.ts';
import { DirectoryLockedError, lockDirectory } from '../postgres/embedded/directory-lock.ts';
import { findPostmaster } from '../postgres/embedded/postmaster-file.ts';
import { startEmbeddedPostgres } from '../postgres/embedded/start-embedded-postgres.ts';

// One PostgreSQL for a whole test run. Tests never share data on it: each asks for a database of its own.

declare module 'vitest' {
  interface ProvidedContext {
    /** A superuser's URL of the run's server. */
    postgresUrl: string;
  }
}

const PREFIX = 'holdfast-test-run-';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await removeAbandonedRuns();
  const directory = await mkdtemp(join(tmpdir(), PREFIX));
  // As root, PostgreSQL runs as another user, who has to get at its data.
  await chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({
    directory,
    log: () => undefined,
    settings: { max_connections: '300', autovacuum: 'off' },
    unsafeNoDurability: true,
  }).catch(async (error: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw error;
  });
  project.provide('postgresUrl', postgres.url);
  return async () => {
    await postgres.stop();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  };
}

/** A run that was killed leaves its server running, for nobody. */
async function removeAbandonedRuns(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = join(tmpdir(), name);
    await removeAbandonedRun(directory).catch((error: unknown) => {
      // Another run's, or another user's: not ours to judge.
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (!(error instanceof DirectoryLockedError) && !['EACCES', 'EPERM', 'ENOENT'].includes(code)) throw error;
    });
  }
}

async function removeAbandonedRun(directory: string): Promise<void> {
  if (!(await readdir(directory)).some((name) => name.startsWith('lock.'))) return;
  const lock = await lockDirectory(directory);
  const server = await findPostmaster(clusterPath(lock.directory));
  if (server !== undefined) process.kill(server.pid, 'SIGQUIT');
  await lock.release();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
}
