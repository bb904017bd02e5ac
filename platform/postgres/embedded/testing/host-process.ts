import { createInterface } from 'node:readline';
import { DirectoryLockedError, lockDirectory } from '../directory-lock.ts';
import { EmbeddedPostgresError } from '../embedded-postgres-error.ts';
import { type EmbeddedPostgresOptions, startEmbeddedPostgres } from '../start-embedded-postgres.ts';

// A host as a process of its own, for tests to run as another user and to kill. Its one argument is JSON; it answers
// in lines of JSON and stops in order when its standard input is closed.

export interface HostOrder {
  readonly lockOnly?: boolean;
  readonly options: Pick<EmbeddedPostgresOptions, 'directory' | 'port' | 'settings'>;
}

export type HostAnswer =
  | { readonly kind: 'log'; readonly message: string }
  | { readonly kind: 'ready'; readonly url: string; readonly port: number; readonly firstStart: boolean }
  | { readonly kind: 'locked' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string }
  | { readonly kind: 'stopped' };

function answer(line: HostAnswer): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function run({ lockOnly, options }: HostOrder): Promise<() => Promise<void>> {
  if (lockOnly === true) {
    const lock = await lockDirectory(options.directory);
    answer({ kind: 'locked' });
    return lock.release;
  }
  const postgres = await startEmbeddedPostgres({ ...options, log: (message) => answer({ kind: 'log', message }) });
  const { url, firstStart, connection } = postgres;
  answer({ kind: 'ready', url, firstStart, port: connection.port });
  return postgres.stop;
}

function codeOf(error: unknown): string {
  if (error instanceof EmbeddedPostgresError) return error.code;
  return error instanceof DirectoryLockedError ? 'directory_locked' : 'unknown';
}

try {
  const stop = await run(JSON.parse(process.argv[2] ?? '') as HostOrder);
  for await (const _ of createInterface({ input: process.stdin }));
  await stop();
  answer({ kind: 'stopped' });
} catch (error) {
  answer({ kind: 'failed', code: codeOf(error), message: error instanceof Error ? error.message : `${error}` });
}
