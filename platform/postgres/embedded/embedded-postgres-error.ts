// Every way in which the embedded server can fail to start, as a code for programs and a message for people: what
// happened, what to do, and the last lines of the server's own log.

export type EmbeddedPostgresErrorCode =
  | 'binaries_missing'
  | 'crashed'
  | 'disk_full'
  | 'init_failed'
  | 'no_answer'
  | 'not_a_cluster'
  | 'not_a_directory'
  | 'not_permitted'
  | 'out_of_memory'
  | 'port_taken'
  | 'setting_refused'
  | 'start_timeout'
  | 'still_running'
  | 'stop_timeout'
  | 'version_mismatch';

export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** What is known about a failed step when its output is read. */
export interface FailedStep {
  /** A sentence: "PostgreSQL did not start.". */
  readonly summary: string;
  /** What initdb or the server printed. Always English: both run with LC_MESSAGES=C. */
  readonly output: string;
  readonly directory: string;
  readonly port?: number;
  /** Free bytes on the disk of `directory`. A full disk cannot hold the log line that says so. */
  readonly freeBytes?: number;
  readonly otherwise: EmbeddedPostgresErrorCode;
}

interface Cause {
  readonly code: EmbeddedPostgresErrorCode;
  readonly sign: RegExp;
  readonly advice: (step: FailedStep) => string;
}

const BARELY_FREE_BYTES = 1024 * 1024;
const LINES_SHOWN = 8;

// The first that fits wins: a full /dev/shm also says "no space left on device".
const CAUSES: readonly Cause[] = [
  {
    code: 'out_of_memory',
    sign: /shared memory segment.*(No space left|Cannot allocate)|map anonymous shared memory|out of memory/i,
    advice: () =>
      'The machine or container gives it too little (shared) memory. Free some, raise --memory or --shm-size of the container, or lower shared_buffers.',
  },
  {
    code: 'disk_full',
    sign: /No space left on device|Disk quota exceeded/i,
    advice: ({ directory }) => diskFullAdvice(directory),
  },
  {
    code: 'port_taken',
    sign: /could not bind [^\n]*Address already in use|lock file "[^"]*\.s\.PGSQL\.\d+\.lock" already exists/i,
    advice: ({ port }) =>
      `Port ${port} is taken by another program. Stop that program, or choose another port; without a configured port a free one is picked.`,
  },
  {
    code: 'still_running',
    sign: /pre-existing shared memory block .* is still in use/i,
    advice: ({ directory }) =>
      `Processes of an earlier server still work on ${directory}. They end by themselves after their statement; if not, end the "postgres" processes of that directory by hand.`,
  },
  {
    code: 'version_mismatch',
    sign: /database files are incompatible with server/i,
    advice: ({ directory }) =>
      `The data in ${directory} was written by another major version of PostgreSQL. Start the version of this product that wrote it, dump the data there, and load it into a new directory.`,
  },
  {
    code: 'not_permitted',
    sign: /could not look up effective user ID/i,
    advice: () =>
      `initdb needs a name for user id ${process.getuid?.()}, and /etc/passwd has none. Run as a user that is listed there (in a container: --user node, or add a passwd entry).`,
  },
  {
    code: 'not_permitted',
    sign: /Permission denied|Operation not permitted|has invalid permissions|has wrong ownership/i,
    advice: ({ directory }) =>
      `A file under ${directory} may not be used by the user that PostgreSQL runs as. Give the whole directory to one user, or choose another directory.`,
  },
];

/** Names the cause of a failed step from what it printed. */
export function explain(step: FailedStep): EmbeddedPostgresError {
  const cause = CAUSES.find(({ sign }) => sign.test(step.output)) ?? silentCause(step);
  const parts = [step.summary];
  if (cause !== undefined) parts.push(cause.advice(step));
  const shown = lastLines(step.output);
  const message = parts.join(' ') + (shown === '' ? '' : `\nIts last lines:\n${shown}`);
  return new EmbeddedPostgresError(cause?.code ?? step.otherwise, message);
}

/** What stops our own file operations, a full disk for one, as the same typed error; anything else unchanged. */
export function explainSystemError(error: unknown, directory: string): unknown {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new EmbeddedPostgresError('disk_full', diskFullAdvice(directory), { cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    const message = `${(error as Error).message}. The database needs ${directory} to be writable by the user who starts it; choose another directory or change its owner.`;
    return new EmbeddedPostgresError('not_permitted', message, { cause: error });
  }
  if (code === 'ENOENT' && isWithin(directory, (error as NodeJS.ErrnoException).path)) {
    const message = `${directory} cannot be made, or nothing can be put into it: its file system does not allow it. Choose another directory.`;
    return new EmbeddedPostgresError('not_a_directory', message, { cause: error });
  }
  if (code === 'EEXIST' || code === 'ENOTDIR') {
    const message = `${directory} is not a directory and cannot become one: there is a file in its way. Choose another directory.`;
    return new EmbeddedPostgresError('not_a_directory', message, { cause: error });
  }
  return error;
}

function isWithin(directory: string, path: string | undefined): boolean {
  return path !== undefined && (path.startsWith(directory) || directory.startsWith(path));
}

function silentCause({ output, freeBytes }: FailedStep): Cause | undefined {
  const full = freeBytes !== undefined && freeBytes < BARELY_FREE_BYTES && !/FATAL|PANIC/.test(output);
  return full ? CAUSES.find(({ code }) => code === 'disk_full') : undefined;
}

function diskFullAdvice(directory: string): string {
  return `The disk that holds ${directory} is full. Free some space there (2 GB let the database work at ease) and start again; nothing that was committed is lost.`;
}

function lastLines(output: string): string {
  const lines = output.trimEnd().split('\n');
  return lines.slice(-LINES_SHOWN).join('\n');
}
