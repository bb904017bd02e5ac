import { spawn } from 'node:child_process';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** A program, its arguments and, for root, the user to run it as. */
export interface Invocation {
  readonly file: string;
  readonly args: readonly string[];
  readonly uid?: number;
  readonly gid?: number;
}

export interface ProgramResult {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly output: string;
}

/**
 * The environment of every PostgreSQL program: without PG* variables, which would redirect it, and in English, which
 * is what errors are recognised by.
 */
export const PROGRAM_ENVIRONMENT: NodeJS.ProcessEnv = {
  PATH: process.env.PATH,
  SYSTEMROOT: process.env.SYSTEMROOT,
  TMPDIR: process.env.TMPDIR,
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Runs a short program to its end and returns what it printed. */
export function runProgram({ file, args, uid, gid }: Invocation): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: '/',
      env: PROGRAM_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid === undefined ? {} : { uid }),
      ...(gid === undefined ? {} : { gid }),
    });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.once('error', (error) => reject(notExecutable(file, error)));
    child.once('close', (exitCode) => resolve({ exitCode, output: Buffer.concat(chunks).toString('utf8') }));
  });
}

/** A file that exists but "is not there" lacks its loader: the binaries need glibc, which Alpine Linux has not. */
export function notExecutable(file: string, error: NodeJS.ErrnoException): EmbeddedPostgresError {
  if (error.code === 'EPERM' || error.code === 'EACCES') {
    return new EmbeddedPostgresError('not_permitted', `${file} may not be run: ${error.message}.`, { cause: error });
  }
  const message = `${file} cannot be run (${error.message}). The embedded PostgreSQL needs a glibc system (not Alpine) of the same architecture as Node; otherwise point DATABASE_URL at a PostgreSQL that you run yourself.`;
  return new EmbeddedPostgresError('binaries_missing', message, { cause: error });
}
